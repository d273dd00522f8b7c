using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Http;

/// <summary><c>POST /deploy/NAME</c>: a person or a script asks for a project by its name.</summary>
internal sealed class DeployEndpoint(
    LiveCatalog catalog, DeploymentCoordinator coordinator, DeploymentHistory history, Credentials credentials, RateLimit limit, BodyBudget budget, TimeProvider clock)
{
    public async Task<IResult> PostAsync(HttpContext http)
    {
        if (!Keys.TryRead(http, out var name))
            return Keys.Bad();
        var project = catalog.Current.Find(name);
        if (!credentials.HasBearer(http.Request))
        {
            if (!await IsSignedAsync(http, name, project))
                return Answers.Unauthorized();
            if (!limit.TryTake(http)) // Signed calls count; a person with the token may do as much as they like.
                return limit.TooMany(http);
        }

        if (project is null)
            return Keys.Unknown(name);

        // By hand nobody says which of several branches or tags; it is the last one again.
        var wish = Deployment.New(name, DeploymentTrigger.Manual, clock) with { Ref = project.FollowsSeveralRefs ? LastRef(name) : null };
        return AcceptanceAnswers.Of(name, await coordinator.AcceptAsync(wish, project.QueuesWhenBusy, http.RequestAborted));
    }

    private GitRef? LastRef(ProjectName name) => history.Of(name).FirstOrDefault(entry => entry.Ref is not null)?.Ref is { } last ? GitRef.Parse(last) : null;

    private async Task<bool> IsSignedAsync(HttpContext http, ProjectName name, Project? project)
    {
        if (!http.Request.Headers.ContainsKey(GitHub.SignatureHeader))
            return false; // Before a stranger's body is read.
        using var body = await RequestBody.ReadAsync(http.Request, budget, http.RequestAborted);
        var signed = Credentials.SignedPart(body.Bytes, name.Value);
        return project is null ? credentials.IsSigned(http.Request, signed) : credentials.IsSignedFor(project, http.Request, signed);
    }
}
