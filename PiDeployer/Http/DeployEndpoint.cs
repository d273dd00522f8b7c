using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Http;

/// <summary><c>POST /deploy/NAME</c>: a person or a script asks for a project by its name.</summary>
internal sealed class DeployEndpoint(LiveCatalog catalog, DeploymentCoordinator coordinator, Credentials credentials, BodyBudget budget)
{
    public async Task<IResult> PostAsync(HttpContext http)
    {
        if (!Keys.TryRead(http, out var name))
            return Keys.Bad();
        var current = catalog.Current;
        var project = current.Find(name);
        if (!credentials.HasBearer(http.Request) && !await IsSignedAsync(http, name, project))
            return Answers.Unauthorized();
        if (project is null)
            return Keys.Unknown(name);

        return coordinator.Accept(current, project, DeploymentTrigger.Manual, commit: null) switch
        {
            Acceptance.Accepted(var deployment) => Answers.Deploy(StatusCodes.Status202Accepted, new DeployAnswer("accepted", name.Value, deployment.Id.Value)),
            Acceptance.Busy => Answers.Busy(name.Value),
            _ => Answers.Stopping(),
        };
    }

    private async Task<bool> IsSignedAsync(HttpContext http, ProjectName name, Project? project)
    {
        if (!http.Request.Headers.ContainsKey(GitHub.SignatureHeader))
            return false; // Before a stranger's body is read.
        using var body = await RequestBody.ReadAsync(http.Request, budget, http.RequestAborted);
        var signed = Credentials.SignedPart(body.Bytes, name.Value);
        return project is null ? credentials.IsSigned(http.Request, signed) : credentials.IsSignedFor(project, http.Request, signed);
    }
}
