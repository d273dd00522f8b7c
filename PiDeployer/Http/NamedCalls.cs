using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Http;

/// <summary>What all calls have in common that name what they want: who may, what is done, and when it is answered.</summary>
internal sealed partial class NamedCalls(
    LiveCatalog catalog, DeploymentCoordinator coordinator, DeploymentHistory history, Outcomes outcomes, Credentials credentials, RateLimit limit, BodyBudget budget, TimeProvider clock, ILogger<NamedCalls> logger)
{
    /// <summary>The body of a call; null, which means 401, for one that brings no credentials, whose body is not even read.</summary>
    public async Task<RequestBody?> ReadAsync(HttpContext http) => HasCredentials(http) ? await RequestBody.ReadAsync(http.Request, budget, http.RequestAborted) : null;

    private bool HasCredentials(HttpContext http) => credentials.HasBearer(http.Request) || CallSignature.IsThere(http.Request.Headers);

    /// <summary>Whether somebody sends it who knows any secret of ours: whatever has a service is looked for in all compose files, and not for a stranger.</summary>
    public bool IsOfAFriend(HttpContext http, RequestBody body, string name)
    {
        var isFriend = credentials.HasBearer(http.Request)
            || (CallSignature.IsThere(http.Request.Headers) && credentials.IsSignedByAnybody(catalog.Current, SignedBy(http, Credentials.SignedPart(body.Bytes, name))));
        if (!isFriend)
            Log.BadSignature(logger, http.Request.Path, http.Connection.RemoteIpAddress);
        return isFriend;
    }

    /// <summary>What a CI job names in its body; null when nothing.</summary>
    public NamedCall? Find(DeployCall call)
    {
        var update = call.Service is { } service ? new ServiceUpdate(service, call.Image) : null;
        return (call.Project, update) switch
        {
            ({ } name, _) => Find(name, update) with { Commit = Masked(call.Commit) },
            (null, { } one) => Find(one) with { Commit = Masked(call.Commit) },
            _ => null,
        };
    }

    /// <summary>The project or stack of this name.</summary>
    /// <param name="name">As the call says it.</param>
    /// <param name="update">The one service of it that is meant; null for all of it.</param>
    public NamedCall Find(ProjectName name, ServiceUpdate? update) => new(catalog.Current.Find(name) is { } project ? [project] : [], name.Value) { Update = update };

    /// <summary>Whatever has a service of this name.</summary>
    public NamedCall Find(ServiceUpdate update) => new(catalog.Current.FindAll(update.Service), update.Service.Value) { Update = update };

    /// <summary>The folders of stacks.</summary>
    /// <param name="name">Null for whichever there is.</param>
    public NamedCall FindFolder(ProjectName? name)
    {
        ImmutableArray<Project> folders = [.. catalog.Current.Groups.Where(folder => name is null || folder.Name == name)];
        return new NamedCall(folders, folders is [var only] ? only.Name.Value : name?.Value ?? "a folder of stacks");
    }

    /// <summary>Decides, does, and answers. The body is let go before anybody waits.</summary>
    /// <param name="http">The request.</param>
    /// <param name="call">What it asks for.</param>
    /// <param name="body">As it was sent.</param>
    /// <param name="usualPatience">Where it does not say how long it waits.</param>
    public async Task<IResult> AnswerAsync(HttpContext http, NamedCall call, RequestBody body, Func<Project, TimeSpan> usualPatience)
    {
        var choice = Choose(http, call, body.Bytes);
        body.Dispose();
        return choice switch
        {
            Choice.Refused(var answer) => answer,
            Choice.Chosen(var project) => await DeployAsync(http, call, project, usualPatience(project)),
            _ => throw new InvalidOperationException($"{choice} is not a choice."),
        };
    }

    private async Task<IResult> DeployAsync(HttpContext http, NamedCall call, Project project, TimeSpan usualPatience)
    {
        if (!Patience.TryRead(http.Request, usualPatience, out var patience))
            return Patience.Bad();
        if (call.NothingToDo is { } reason)
        {
            Log.Skipped(logger, call.Name, reason);
            return Answers.Skipped(reason);
        }

        var acceptance = await coordinator.AcceptAsync(ToWish(call, project, http.Request), project.QueuesWhenBusy, http.RequestAborted);
        if (acceptance is Acceptance.Busy)
            Log.Busy(logger, project.Name.Value);
        return await outcomes.AnswerAsync(http, project.Name, acceptance, patience);
    }

    private Deployment ToWish(NamedCall call, Project project, HttpRequest request) => Deployment.New(project.Name, call.Trigger, clock) with
    {
        Ref = project.Environment is { } environment ? new GitRef.Branch(environment.Branch) : project.FollowsSeveralRefs ? LastRef(project.Name) : null, // Nobody says which of several branches or tags; it is the last one again.
        Update = call.Update,
        MayStart = call.MayStart || project.Environment is not null,
        Commit = call.Commit,
        Delivery = Forges.IdOf(request.Headers),
    };

    /// <summary>Who did not sign for what it names learns nothing of it. Signed calls are counted; a person with the token may do as much as it likes.</summary>
    private Choice Choose(HttpContext http, NamedCall call, ReadOnlySequence<byte> body)
    {
        var candidates = call.Candidates;
        if (!credentials.HasBearer(http.Request))
        {
            var isSignedWith = SignedBy(http, Credentials.SignedPart(body, call.Name));
            candidates = credentials.SignedFor(candidates, isSignedWith);
            if (candidates.IsEmpty && !(call.Candidates.IsEmpty && credentials.IsSigned(isSignedWith)))
            {
                Log.BadSignature(logger, call.Name, http.Connection.RemoteIpAddress);
                return new Choice.Refused(Answers.Unauthorized());
            }

            if (!limit.TryTake(http))
                return new Choice.Refused(limit.TooMany(http));
        }

        return candidates switch
        {
            [{ Environments: not null } several] => new Choice.Refused(ByBranches(several)),
            [var project] when call.Update is null || project.MayUpdate(call.Update.Service) => new Choice.Chosen(project),
            [{ RunsStack: true } stack] => Refused(
                StatusCodes.Status400BadRequest, $"{stack.Name} is a stack of Swarm's, whose services are deployed together: POST /deploy/{stack.Name}, without a service."),
            { Length: > 1 } => Refused(StatusCodes.Status400BadRequest, $"{call.Name} can be of several projects; say of which, by ?project= in the address."),
            _ => Refused(StatusCodes.Status404NotFound, call.Update is { } update ? $"Unknown service: {update.Service}" : $"Unknown project: {call.Name}"),
        };
    }

    /// <summary>The answer to whoever names a project that consists of its branches' environments.</summary>
    public static IResult ByBranches(Project project) =>
        Answers.Error(StatusCodes.Status400BadRequest, $"{project.Name} is deployed by branches; name one of its environments, which GET /status lists.");

    private static Choice.Refused Refused(int status, string message) => new(Answers.Error(status, message));

    private static Func<Secret, bool> SignedBy(HttpContext http, ReadOnlySequence<byte> signed) => secret => CallSignature.IsValid(http.Request.Headers, signed, secret);

    private GitRef? LastRef(ProjectName name) => history.Of(name).FirstOrDefault(entry => entry.Ref is not null)?.Ref is { } last ? GitRef.Parse(last) : null;

    private Commit? Masked(Commit? commit) => commit is null ? null : Redacted.Commit(commit, catalog.Current.Redaction);

    private abstract record Choice
    {
        internal sealed record Chosen(Project Project) : Choice;

        internal sealed record Refused(IResult Answer) : Choice;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A call for {Name} from {Client} was refused: its signature is missing or wrong. Is it signed with our secret, over the very bytes that it sends, or over the name where it sends none?")]
        public static partial void BadSignature(ILogger logger, string name, IPAddress? client);

        [LoggerMessage(LogLevel.Information, "A call for {Name} was skipped: {Reason}.")]
        public static partial void Skipped(ILogger logger, string name, string reason);

        [LoggerMessage(LogLevel.Warning, "A call for {Project} was refused, because a deployment of it is under way.")]
        public static partial void Busy(ILogger logger, string project);
    }
}

/// <summary>What somebody asks for by its name.</summary>
/// <param name="Candidates">The projects that it can mean; empty when there is none.</param>
/// <param name="Name">As the call says it, which is what an empty body signs.</param>
internal sealed record NamedCall(ImmutableArray<Project> Candidates, string Name)
{
    /// <summary>The one service that is meant; null for all of the project.</summary>
    public ServiceUpdate? Update { get; init; }

    public DeploymentTrigger Trigger { get; init; } = DeploymentTrigger.Manual;

    public bool MayStart { get; init; }

    /// <summary>What the caller says that it has made of it; null when it says nothing.</summary>
    public Commit? Commit { get; init; }

    /// <summary>Why nothing is done after all; null as a rule.</summary>
    public string? NothingToDo { get; init; }
}
