using System.Collections.Immutable;
using System.Globalization;
using PiDeployer.Deployments;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>What callers hear of deployments that have ended.</summary>
internal static class OutcomeAnswers
{
    private const string Skipped = "skipped";

    /// <summary>200 when all is well, 409 where nothing ran that could be updated, else 500.</summary>
    public static IResult Of(Outcome outcome) => Answers.Call(
        outcome.IsGood ? StatusCodes.Status200OK : WasNotRunning(outcome.Entry) ? StatusCodes.Status409Conflict : StatusCodes.Status500InternalServerError, ToAnswer(outcome));

    /// <param name="outcomes">At least one.</param>
    /// <param name="refused">The projects that were busy, or could not be accepted.</param>
    /// <param name="skipped">The answers for those that the push was not for.</param>
    public static IResult Of(ImmutableArray<Outcome> outcomes, ImmutableArray<ProjectName> refused, ImmutableArray<DeployAnswer> skipped)
    {
        var good = refused.IsEmpty && outcomes.All(outcome => outcome.IsGood);
        var answer = new CallAnswer(good, good, (good ? DeploymentState.Succeeded : DeploymentState.Failed).ToName())
        {
            Results =
            [
                .. outcomes.Select(ToAnswer),
                .. refused.Select(project => new CallAnswer(Ok: false, Success: false, "refused") { Project = project.Value, Error = "Deploy already in progress" }),
                .. skipped.Select(one => new CallAnswer(Ok: true, Success: true, Skipped) { Project = one.Project, Message = one.Reason }),
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

    private static bool WasNotRunning(DeploymentEntry entry) => entry.Steps is [.., { Success: false, ExitCode: ComposeStatus.NothingRuns }];
}
