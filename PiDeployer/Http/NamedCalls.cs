using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>What all calls have in common that name what they want: who may, what is done, and when it is answered.</summary>
internal sealed partial class NamedCalls(
    LiveCatalog catalog, DeploymentCoordinator coordinator, DeploymentHistory history, Outcomes outcomes, Credentials credentials, RateLimit limit, BodyBudget budget, TimeProvider clock, ILogger<NamedCalls> logger)
{
    /// <summary>The body of a call; null, which means 401, for one that brings no credentials, whose body is not even read.</summary>
    public async Task<RequestBody?> ReadAsync(HttpContext http) =>
        credentials.HasBearer(http.Request) || Credentials.HasSignature(http.Request) ? await RequestBody.ReadAsync(http.Request, budget, http.RequestAborted) : null;

    /// <summary>The project or stack of this name; without one, those in which the service can be updated.</summary>
    public Target Find(ProjectName? name, ServiceName? service)
    {
        var current = catalog.Current;
        if (name is not null)
            return new Target(current.Find(name) is { } project ? [project] : [], name.Value, service);
        return service is null ? throw new ArgumentException("A call names something.", nameof(service)) : new Target(current.FindAll(service), service.Value, service);
    }

    /// <summary>The folders of stacks.</summary>
    /// <param name="name">Null for whichever there is.</param>
    public Target FindFolder(ProjectName? name)
    {
        ImmutableArray<Project> folders = [.. catalog.Current.Groups.Where(folder => name is null || folder.Name == name)];
        return new Target(folders, folders is [var only] ? only.Name.Value : name?.Value ?? "a folder of stacks", null);
    }

    /// <summary>Decides, does, and answers. The body is let go before anybody waits.</summary>
    /// <param name="http">The call.</param>
    /// <param name="target">What it names.</param>
    /// <param name="body">As it was sent.</param>
    /// <param name="usualPatience">Where the call does not say how long it waits.</param>
    /// <param name="completed">Adds to the wish what is special to the call; null, with the reason, where nothing is to be done after all.</param>
    public async Task<IResult> AnswerAsync(HttpContext http, Target target, RequestBody body, Func<Project, TimeSpan> usualPatience, Func<Deployment, (Deployment? Wish, string Reason)> completed)
    {
        var chosen = TryChoose(http, target, body.Bytes, out var project, out var refusal);
        body.Dispose();
        if (!chosen || project is null)
            return refusal ?? Answers.Unauthorized();
        if (!Patience.TryRead(http.Request, usualPatience(project), out var patience))
            return Patience.Bad();
        var (wish, reason) = completed(Deployment.New(project.Name, DeploymentTrigger.Manual, clock) with
        {
            Ref = project.FollowsSeveralRefs ? LastRef(project.Name) : null, // Nobody says which of several branches or tags; it is the last one again.
            Update = target.Service is { } service ? new ServiceUpdate(service, null) : null,
            Delivery = DeliveryHeaders.Read(http.Request),
        });
        return wish is null ? Answers.Skipped(reason) : await outcomes.AnswerAsync(http, project.Name, await coordinator.AcceptAsync(wish, project.QueuesWhenBusy, http.RequestAborted), patience);
    }

    /// <summary>Who did not sign for what it names learns nothing of it. Signed calls are counted; a person with the token may do as much as it likes.</summary>
    private bool TryChoose(HttpContext http, Target target, ReadOnlySequence<byte> body, out Project? project, out IResult? refusal)
    {
        project = null;
        var candidates = target.Candidates;
        if (!credentials.HasBearer(http.Request))
        {
            var signed = Credentials.SignedPart(body, target.Name);
            candidates = [.. credentials.SignedFor(candidates, http.Request, signed)];
            if (candidates.IsEmpty && !(target.Candidates.IsEmpty && credentials.IsSigned(http.Request, signed)))
            {
                Log.BadSignature(logger, target.Name, http.Connection.RemoteIpAddress);
                refusal = Answers.Unauthorized();
                return false;
            }

            if (!limit.TryTake(http))
            {
                refusal = limit.TooMany(http);
                return false;
            }
        }

        project = candidates is [var only] && (target.Service is null || only.MayUpdate(target.Service)) ? only : null;
        refusal = project is not null ? null
            : candidates.Length > 1 ? Answers.Error(StatusCodes.Status400BadRequest, $"{target.Name} can be of several projects; say of which, by 'stack' in the body or ?project= in the address.")
            : Answers.Error(StatusCodes.Status404NotFound, $"Unknown {(target.Service is null ? "project" : "service")}: {target.Service?.Value ?? target.Name}");
        return project is not null;
    }

    private GitRef? LastRef(ProjectName name) => history.Of(name).FirstOrDefault(entry => entry.Ref is not null)?.Ref is { } last ? GitRef.Parse(last) : null;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A call for {Name} from {Client} was refused: its signature is missing or wrong. Is it signed with our secret, over the very bytes that it sends, or over the name where it sends none?")]
        public static partial void BadSignature(ILogger logger, string name, IPAddress? client);
    }
}

/// <summary>What a call names.</summary>
/// <param name="Candidates">The projects that it can mean; empty when there is none.</param>
/// <param name="Name">As the call says it, which is what an empty body signs.</param>
/// <param name="Service">Null for all of the project.</param>
internal sealed record Target(ImmutableArray<Project> Candidates, string Name, ServiceName? Service);
