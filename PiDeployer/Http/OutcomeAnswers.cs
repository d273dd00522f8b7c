using System.Collections.Immutable;
using System.Globalization;
using PiDeployer.Deployments;

namespace PiDeployer.Http;

/// <summary>What callers hear of deployments that have ended.</summary>
internal static class OutcomeAnswers
{
    private const string Skipped = "skipped";

    /// <summary>200 when all is well, 409 where nothing ran that could be updated, else 500.</summary>
    public static IResult Of(Outcome outcome) => Answers.Call(
        outcome.IsGood ? StatusCodes.Status200OK : outcome.Entry.Refused == true ? StatusCodes.Status409Conflict : StatusCodes.Status500InternalServerError, ToAnswer(outcome));

    /// <param name="outcomes">At least one.</param>
    /// <param name="others">The answers for those of the push's projects that were not deployed.</param>
    public static IResult Of(ImmutableArray<Outcome> outcomes, ImmutableArray<DeployAnswer> others)
    {
        var good = outcomes.All(outcome => outcome.IsGood) && others.All(other => other.Status == Skipped);
        var answer = new CallAnswer(good, good, (good ? DeploymentState.Succeeded : DeploymentState.Failed).ToName())
        {
            Results =
            [
                .. outcomes.Select(ToAnswer),
                .. others.Select(other => other.Status == Skipped
                    ? new CallAnswer(Ok: true, Success: true, Skipped) { Project = other.Project, Message = other.Reason }
                    : new CallAnswer(Ok: false, Success: false, other.Status) { Project = other.Project, Error = other.Reason }),
            ],
        };
        return Answers.Call(good ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError, answer);
    }

    private static CallAnswer ToAnswer(Outcome outcome)
    {
        var (entry, good) = (outcome.Entry, outcome.IsGood);
        var answer = new CallAnswer(good, good, entry.State)
        {
            Project = entry.Project,
            Stack = entry.Project,
            Service = entry.Service,
            Id = entry.Id,
            Message = good ? "Deployment successful" : null,
            Steps = [.. (entry.Steps ?? []).Select(ToAnswer)],
            StartedAt = Utc(entry.StartedAt),
            FinishedAt = Utc(entry.StartedAt?.AddSeconds(entry.Duration ?? 0)),
            RolledBack = entry.State == DeploymentState.RolledBack.ToName(),
            Error = entry.Error ?? (good ? null : $"not all stacks were deployed: {string.Join(", ", outcome.Stacks.Where(stack => !stack.IsGood).Select(stack => stack.Entry.Project))}"),
            Logs = good ? null : entry.Steps?.FirstOrDefault(step => !step.Success)?.Tail,
            Results = entry.Stacks is null ? null : [.. entry.Stacks.Select(stack => OfStack(stack, outcome.Stacks))],
        };
        return entry.Service is { } service ? WithImages(answer, entry, service) : answer;
    }

    private static CallAnswer OfStack(StackEntry stack, ImmutableArray<Outcome> outcomes) => outcomes.FirstOrDefault(outcome => outcome.Entry.Id == stack.Id) is { } outcome
        ? ToAnswer(outcome)
        : new CallAnswer(Ok: true, Success: true, Skipped) { Project = stack.Stack, Stack = stack.Stack, Message = "It is as it was deployed last" };

    private static CallAnswer WithImages(CallAnswer answer, DeploymentEntry entry, string service)
    {
        var before = entry.Before?.Images?.FirstOrDefault(image => image.Service == service);
        var after = entry.After?.Images?.FirstOrDefault(image => image.Service == service);
        return answer with
        {
            OldImage = before?.Image,
            OldImageId = before?.Id,
            NewImage = entry.Image ?? after?.Image,
            NewImageId = answer.Ok ? after?.Id : null,
        };
    }

    private static CallStep ToAnswer(StepEntry step) => new(
        step.Name, step.Name, step.Success, step.Success, (long)TimeSpan.FromSeconds(step.Duration).TotalMilliseconds, step.ExitCode ?? (step.Success ? 0 : null), step.Tail ?? "");

    private static string? Utc(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
