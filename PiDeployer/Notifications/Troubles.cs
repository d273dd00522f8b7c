using PiDeployer.Deployments;

namespace PiDeployer.Notifications;

/// <summary>Remembers what trouble each project has, or the service of a stack that is updated by itself; what was before this process is asked of the history. For one caller at a time.</summary>
internal sealed class Troubles(DeploymentHistory history)
{
    private readonly Dictionary<string, Trouble?> known = new(StringComparer.Ordinal);

    public bool TellsStart(Deployment deployment) => Trouble.TellsStart(Of(deployment), deployment.Trigger);

    public Telling Ended(Deployment deployment, DeploymentResult result)
    {
        var at = (result.StartedAt ?? deployment.AcceptedAt) + result.Duration;
        var (after, telling) = Trouble.Next(Of(deployment), new Ending(result.State, result.Error, at, deployment.Trigger, deployment.Removes));
        known[deployment.Subject] = after;
        return telling;
    }

    /// <summary>It is gone, and whatever gets its name begins anew.</summary>
    public void Forget(Deployment deployment) => known.Remove(deployment.Subject);

    private Trouble? Of(Deployment deployment)
    {
        if (!known.TryGetValue(deployment.Subject, out var trouble))
            known[deployment.Subject] = trouble = Before(deployment);
        return trouble;
    }

    /// <summary>What those of the history come to, the deployment itself left out: it may be in there already.</summary>
    private Trouble? Before(Deployment deployment)
    {
        var failed = new Stack<Ending>();
        foreach (var entry in history.Of(deployment.Project).Where(entry => entry.StartedAt is not null && entry.Id != deployment.Id.Value && entry.Service == deployment.Update?.Service.Value))
        {
            if (entry.Success == true)
                break;
            if (entry.ToDeployment() is { } earlier && entry.ToResult() is { StartedAt: { } begun } ended)
                failed.Push(new Ending(ended.State, ended.Error, begun + ended.Duration, earlier.Trigger, earlier.Removes));
        }

        Trouble? trouble = null;
        foreach (var ending in failed)
            (trouble, _) = Trouble.Next(trouble, ending);
        return trouble;
    }
}
