using PiDeployer.Deployments;
using PiDeployer.Projects;

namespace PiDeployer.Http;

/// <summary><c>DELETE /environments/NAME</c>: takes a branch's environment away, whatever became of the branch.</summary>
internal sealed class EnvironmentEndpoint(LiveCatalog catalog, BranchEnvironments environments, Outcomes outcomes, Credentials credentials)
{
    public async Task<IResult> DeleteAsync(HttpContext http)
    {
        if (!Keys.TryRead(http, out var name))
            return Keys.Bad();
        if (!credentials.HasBearer(http.Request))
            return Answers.Unauthorized();
        if (catalog.Current.Find(name) is not { Environment: not null } environment)
            return Keys.Unknown(name);
        if (!Patience.TryRead(http.Request, Patience.None, out var patience))
            return Patience.Bad();
        return await outcomes.AnswerAsync(http, name, await environments.RemoveAsync(environment, DeploymentTrigger.Manual, null), patience);
    }
}
