using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary><c>POST /rollback/NAME?to=ID</c>: brings back the state before the last deployment, or the one after a certain deployment.</summary>
internal sealed class RollbackEndpoint(
    LiveCatalog catalog, DeploymentCoordinator coordinator, RollbackTargets targets, Outcomes outcomes, Credentials credentials, TimeProvider clock)
{
    public async Task<IResult> PostAsync(HttpContext http)
    {
        if (!Keys.TryRead(http, out var name))
            return Keys.Bad();
        if (!credentials.HasBearer(http.Request))
            return Answers.Unauthorized();
        if (catalog.Current.Find(name) is not { } project)
            return Keys.Unknown(name);
        if (project.Environments is not null)
            return NamedCalls.ByBranches(project);
        if (!Patience.TryRead(http.Request, Patience.None, out var patience))
            return Patience.Bad();
        DeploymentId? origin = null;
        if (http.Request.Query.ContainsKey("to") && !DeploymentId.TryParse(http.Request.Query["to"], out origin))
            return Keys.BadDeployment();
        if (!coordinator.IsDeploying(name))
            origin ??= targets.Previous(name)?.Record;
        if (WhyNot(project, origin) is { } reason)
            return Answers.Error(StatusCodes.Status409Conflict, new ErrorAnswer(reason, name.Value));

        var wish = Deployment.New(name, DeploymentTrigger.Rollback, clock) with { Origin = origin };
        return await outcomes.AnswerAsync(http, name, await coordinator.AcceptAsync(wish, project.QueuesWhenBusy, http.RequestAborted), patience);
    }

    /// <summary>What a deployment that runs will leave is not known yet, so then nothing is said.</summary>
    private string? WhyNot(Project project, DeploymentId? origin)
    {
        if (origin is not null)
            return targets.Of(project.Name, origin) is null ? $"Deployment {origin} of {project.Name} left no state that could be brought back" : null;
        return targets.Previous(project.Name) is null && !coordinator.IsDeploying(project.Name) ? $"{project.Name} has no earlier state to go back to" : null;
    }
}
