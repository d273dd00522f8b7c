using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Http;

/// <summary><c>POST /deploy</c>: where every forge sends its deliveries, and CI jobs what they want.</summary>
internal sealed partial class WebhookEndpoint(
    LiveCatalog catalog, DeploymentCoordinator coordinator, NamedCalls calls, Outcomes outcomes, Credentials credentials, RateLimit limit, BodyBudget budget, PathConditions paths, BranchEnvironments environments, TimeProvider clock, ILogger<WebhookEndpoint> logger)
{
    public async Task<IResult> PostAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http.Request, budget, http.RequestAborted);
        var delivery = Read(http.Request, body.Bytes);
        var current = catalog.Current;
        return delivery switch
        {
            Delivery.Malformed(var reason) => Answers.Error(StatusCodes.Status400BadRequest, reason),
            Delivery.Call or Delivery.Ping(null) when limit.IsExhausted(http) => limit.TooMany(http),
            Delivery.Call(var wish) => await CallAsync(http, body, wish),
            Delivery.Ping(null) => credentials.IsSigned(http.Request, body.Bytes) ? Pong() : BadSignature(),
            Delivery.Ping({ } repository) => await DecideAsync(http.Request, body, current, repository, _ => Task.FromResult(Pong())),
            Delivery.OtherEvent(var name, var repository) => await DecideAsync(
                http.Request, body, current, repository, _ => Task.FromResult(Skip($"Event '{name}' is not a push", repository.Value))),
            Delivery.Push(var push) => await DecideAsync(http.Request, body, current, push.Repository, projects => DeployAsync(http, push, current, projects)),
            _ => throw new InvalidOperationException($"{delivery} is not a delivery."),
        };
    }

    /// <summary>A forge says which event it tells of.</summary>
    private static Delivery Read(HttpRequest request, ReadOnlySequence<byte> body) =>
        request.Headers.ContainsKey(GitHub.EventHeader) || DeployCall.Read(body) is not { } call ? GitHub.Read(request.Headers[GitHub.EventHeader], request.ContentType, body, BodyMemory.Pool) : call;

    private async Task<IResult> CallAsync(HttpContext http, RequestBody body, DeployCall wish) =>
        calls.IsOfAFriend(http, body, "") && calls.Find(wish) is { } call ? await calls.AnswerAsync(http, call, body, _ => Patience.Endless) : Answers.Unauthorized();

    /// <summary>A caller who did not sign for one of the repository's projects learns no more than that it has some.</summary>
    private async Task<IResult> DecideAsync(
        HttpRequest request, RequestBody body, ProjectCatalog current, RepositoryName repository, Func<ImmutableArray<Project>, Task<IResult>> decide)
    {
        var projects = current.FindAll(repository);
        if (projects.IsEmpty)
        {
            Log.Unknown(logger, repository.Value, request.HttpContext.Connection.RemoteIpAddress);
            return Answers.Error(StatusCodes.Status404NotFound, $"No project has the repository {repository}.");
        }

        ImmutableArray<Project> signedFor = [.. credentials.SignedFor(projects, request, body.Bytes)];
        body.Dispose(); // It is understood. Git may be asked now, which takes seconds, and others wait for the body's place.
        if (!signedFor.IsEmpty)
            return await decide(signedFor);
        Log.BadSignature(logger, repository.Value, request.HttpContext.Connection.RemoteIpAddress);
        return BadSignature();
    }

    private async Task<IResult> DeployAsync(HttpContext http, PushEvent push, ProjectCatalog current, ImmutableArray<Project> projects)
    {
        if (!Patience.TryRead(http.Request, Patience.None, out var patience))
            return Patience.Bad();
        if (push is { IsDeletion: true, Ref: GitRef.Branch(var gone) } && environments.EndingWith(projects, gone) is [_, ..] ending)
            return await RemoveAsync(http, ending, patience);
        if (PushConditions.WhyNot(push, projects) is { } reason)
            return Skip(reason, push.Repository.Value);

        ImmutableArray<Project> tracking = [.. projects.Where(project => project.Tracks(push.Ref))];
        var skipped = await paths.SkippedAsync([.. tracking.Where(project => project.Environments is null)], push.Ref, current.Redaction); // Of a branch's first push nobody knows what has changed.
        if (skipped.Length == tracking.Length)
            return Skip(string.Join("; ", skipped.Select(answer => answer.Reason).Distinct()), push.Repository.Value);
        foreach (var answer in skipped)
            Log.ProjectSkipped(logger, answer.Project, answer.Reason);

        var decisions = ImmutableArray.CreateBuilder<(ProjectName Project, Acceptance Acceptance)>();
        foreach (var tracked in tracking.Where(project => skipped.All(answer => answer.Project != project.Name.Value)))
        {
            var (target, isNew, whyNot) = environments.Target(tracked, push.Ref);
            if (target is not { } project)
            {
                Log.NoEnvironment(logger, tracked.Name.Value, whyNot);
                skipped = skipped.Add(new DeployAnswer("refused", tracked.Name.Value, Reason: whyNot));
                continue;
            }

            var wish = Deployment.New(project.Name, DeploymentTrigger.Push, clock) with { Ref = push.Ref, Commit = push.Head is { } head ? Redacted.Commit(head, current.Redaction) : null, Delivery = DeliveryHeaders.Read(http.Request), MayStart = project.Environment is not null };
            var acceptance = await coordinator.AcceptAsync(wish, project.QueuesWhenBusy, CancellationToken.None); // Also when the forge has lost its patience.
            if (acceptance is Acceptance.Busy)
                Log.Busy(logger, project.Name.Value);
            if (isNew && acceptance is not Acceptance.Accepted)
                environments.Forget(project);
            decisions.Add((project.Name, acceptance));
        }

        return decisions.Count == 0 && skipped is [.., { Reason: { } refused, Project: var name }]
            ? Answers.Error(StatusCodes.Status409Conflict, new ErrorAnswer(refused, name))
            : await outcomes.AnswerAsync(http, decisions.ToImmutable(), skipped, patience);
    }

    /// <summary>The branch is gone, and its environments go with it.</summary>
    private async Task<IResult> RemoveAsync(HttpContext http, IReadOnlyList<Project> ending, TimeSpan patience)
    {
        var decisions = ImmutableArray.CreateBuilder<(ProjectName Project, Acceptance Acceptance)>();
        foreach (var environment in ending)
            decisions.Add((environment.Name, await environments.RemoveAsync(environment, DeploymentTrigger.Push, DeliveryHeaders.Read(http.Request))));
        return await outcomes.AnswerAsync(http, decisions.ToImmutable(), [], patience);
    }

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

        [LoggerMessage(LogLevel.Information, "A push was skipped for {Project}: {Reason}.")]
        public static partial void ProjectSkipped(ILogger logger, string? project, string? reason);

        [LoggerMessage(LogLevel.Warning, "A push for {Project} was refused: {Reason}.")]
        public static partial void NoEnvironment(ILogger logger, string project, string? reason);

        [LoggerMessage(LogLevel.Warning, "A push for {Project} was refused, because a deployment of it is under way. Redeliver it, or deploy {Project} by hand.")]
        public static partial void Busy(ILogger logger, string project);

        [LoggerMessage(LogLevel.Warning, "A delivery for {Repository} from {Client} was refused: no project has this repository.")]
        public static partial void Unknown(ILogger logger, string repository, IPAddress? client);

        [LoggerMessage(LogLevel.Warning, "A delivery for {Repository} from {Client} was refused: its signature is missing or wrong. Does the webhook's secret equal ours?")]
        public static partial void BadSignature(ILogger logger, string repository, IPAddress? client);
    }
}
