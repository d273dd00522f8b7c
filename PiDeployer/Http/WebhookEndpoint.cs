using System.Buffers;
using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Http;

/// <summary><c>POST /deploy</c>: where every forge sends its deliveries.</summary>
internal sealed partial class WebhookEndpoint(
    LiveCatalog catalog, DeploymentCoordinator coordinator, Credentials credentials, BodyBudget budget, TimeProvider clock, ILogger<WebhookEndpoint> logger)
{
    public async Task<IResult> PostAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http.Request, budget, http.RequestAborted);
        var delivery = GitHub.Read(http.Request.Headers[GitHub.EventHeader], http.Request.ContentType, body.Bytes, BodyMemory.Pool);
        return delivery switch
        {
            Delivery.Malformed(var reason) => Answers.Error(StatusCodes.Status400BadRequest, reason),
            Delivery.Ping(null) => credentials.IsSigned(http.Request, body.Bytes) ? Pong() : BadSignature(),
            Delivery.Ping({ } repository) => await DecideAsync(http.Request, body.Bytes, repository, _ => Task.FromResult(Pong())),
            Delivery.OtherEvent(var name, var repository) => await DecideAsync(
                http.Request, body.Bytes, repository, _ => Task.FromResult(Skip($"Event '{name}' is not a push", repository.Value))),
            Delivery.Push(var push) => await DecideAsync(http.Request, body.Bytes, push.Repository, projects => DeployAsync(http, push, projects)),
            _ => throw new InvalidOperationException($"{delivery} is not a delivery."),
        };
    }

    /// <summary>A caller who did not sign for one of the repository's projects learns no more than that it has some.</summary>
    private async Task<IResult> DecideAsync(
        HttpRequest request, ReadOnlySequence<byte> body, RepositoryName repository, Func<ImmutableArray<Project>, Task<IResult>> decide)
    {
        var projects = catalog.Current.FindAll(repository);
        if (projects.IsEmpty)
        {
            Log.Unknown(logger, repository.Value);
            return Answers.Error(StatusCodes.Status404NotFound, $"No project has the repository {repository}.");
        }

        ImmutableArray<Project> signedFor = [.. credentials.SignedFor(projects, request, body)];
        if (!signedFor.IsEmpty)
            return await decide(signedFor);
        Log.BadSignature(logger, repository.Value);
        return BadSignature();
    }

    private async Task<IResult> DeployAsync(HttpContext http, PushEvent push, ImmutableArray<Project> projects)
    {
        if (push.Ref is GitRef.Tag(var tag))
            return Skip($"Tag {tag} is not tracked", push.Repository.Value);
        if (push.Ref is not GitRef.Branch(var branch))
            return Skip($"Branch mismatch: got {Shown(push.Ref)}, expected {Expected(projects)}", push.Repository.Value);
        if (push.IsDeletion)
            return Skip($"Branch {branch} was deleted", push.Repository.Value);

        ImmutableArray<Project> tracking = [.. projects.Where(project => project.Branch == branch)];
        if (tracking.IsEmpty)
            return Skip($"Branch mismatch: got {branch}, expected {Expected(projects)}", push.Repository.Value);
        return await AcceptAsync(http, push, tracking);
    }

    private async Task<IResult> AcceptAsync(HttpContext http, PushEvent push, ImmutableArray<Project> projects)
    {
        var decisions = ImmutableArray.CreateBuilder<(ProjectName Project, Acceptance Acceptance)>();
        foreach (var project in projects)
        {
            var wish = Deployment.New(project.Name, DeploymentTrigger.Push, clock) with { Ref = push.Ref, Commit = push.Head, Delivery = DeliveryHeaders.Read(http.Request) };
            var acceptance = await coordinator.AcceptAsync(wish, project.QueuesWhenBusy, http.RequestAborted);
            if (acceptance is Acceptance.Busy)
                Log.Busy(logger, project.Name.Value);
            decisions.Add((project.Name, acceptance));
        }

        return AcceptanceAnswers.Of(decisions.ToImmutable());
    }

    private static string Expected(ImmutableArray<Project> projects) => string.Join(" or ", projects.Select(project => project.Branch.Value).Distinct());

    private static string Shown(GitRef reference) => reference is GitRef.Other { Text.Length: > 0 } other ? $"'{other.Text}'" : "no ref";

    private static IResult Pong() => Answers.Deploy(StatusCodes.Status200OK, new DeployAnswer("pong"));

    private static IResult BadSignature() => Answers.Error(StatusCodes.Status401Unauthorized, "Invalid signature");

    private IResult Skip(string reason, string repository)
    {
        Log.Skipped(logger, repository, reason);
        return Answers.Skipped(reason);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A delivery for {Repository} was skipped: {Reason}.")]
        public static partial void Skipped(ILogger logger, string repository, string reason);

        [LoggerMessage(LogLevel.Warning, "A push for {Project} was refused, because a deployment of it is under way. Redeliver it, or deploy {Project} by hand.")]
        public static partial void Busy(ILogger logger, string project);

        [LoggerMessage(LogLevel.Warning, "A delivery for {Repository} was refused: no project has this repository.")]
        public static partial void Unknown(ILogger logger, string repository);

        [LoggerMessage(LogLevel.Warning, "A delivery for {Repository} was refused: its signature is missing or wrong. Does the webhook's secret equal ours?")]
        public static partial void BadSignature(ILogger logger, string repository);
    }
}
