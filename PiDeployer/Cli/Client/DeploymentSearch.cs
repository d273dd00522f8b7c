using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary>Finds the deployment that somebody means.</summary>
internal sealed class DeploymentSearch(ServerApi api, Refusals refusals, Screen screen)
{
    /// <summary>The one of this id; of this project, the one that runs, else the one that waits, else the last.</summary>
    public Task<Meant> LatestAsync(string nameOrId, CancellationToken cancellationToken) => FindAsync(nameOrId, mustBeUnderWay: false, cancellationToken);

    /// <summary>The one of this id, or the only one of this project that is under way.</summary>
    public Task<Meant> UnderWayAsync(string nameOrId, CancellationToken cancellationToken) => FindAsync(nameOrId, mustBeUnderWay: true, cancellationToken);

    private async Task<Meant> FindAsync(string nameOrId, bool mustBeUnderWay, CancellationToken cancellationToken)
    {
        if (DeploymentId.TryParse(nameOrId, out var id))
            return new Meant.One(id.Value);
        var reply = await api.StatusAsync(cancellationToken);
        if (reply is not Reply.Good { Json: var status })
            return new Meant.None(await refusals.TellAsync(reply, null, cancellationToken));
        var isKnown = false;
        foreach (var project in status.Items("projects"))
        {
            if (project.Raw("name") != nameOrId)
                continue;
            var inFlight = project.Items("in_flight");
            if (mustBeUnderWay && inFlight.Length > 1)
                return Several(nameOrId, Array.ConvertAll(inFlight, one => $"{one.Text("id")} ({States.Shown(one.Raw("state"))})"));
            if ((inFlight is [var first, ..] ? first.Text("id") : mustBeUnderWay ? null : project.Text("last_id")) is { } found)
                return new Meant.One(found);
            isKnown = true;
        }

        // The status is for everybody, and so far nobody has looked at the token.
        if (await api.GetAsync("/deployments?limit=1", cancellationToken) is var page and not Reply.Good)
            return new Meant.None(await refusals.TellAsync(page, null, cancellationToken));
        if (!isKnown)
            return new Meant.None(refusals.NoProject(nameOrId, Array.ConvertAll(status.Items("projects"), project => project.Text("name") ?? "")));
        return new Meant.None(screen.Fail(ExitCodes.Failure, mustBeUnderWay ? $"no deployment of {nameOrId} is under way" : $"{nameOrId} was never deployed"));
    }

    private Meant.None Several(string name, string[] all) =>
        new(screen.Fail(ExitCodes.Failure, $"several deployments of {name} are under way, say which one: {string.Join(", ", all)}"));
}
