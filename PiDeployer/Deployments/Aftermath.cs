using PiDeployer.Logs;
using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Git;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Clears up after deployments whose process was killed: what they left running, what they left locked, and what their log says of them.</summary>
internal sealed partial class Aftermath(DeploymentSurroundings surroundings, Leftovers leftovers, TimeProvider clock, ILogger<Aftermath> logger)
{
    /// <summary>Since when nothing runs that a killed process left.</summary>
    private DateTimeOffset quietSince = clock.GetUtcNow();

    /// <summary>To be awaited before anything else is started, or two of a project might run at once.</summary>
    public async Task EndLeftoversAsync(IEnumerable<Deployment> killed)
    {
        var (ended, survivors) = await leftovers.EndAsync([.. killed.Select(deployment => CommandEnvironment.Mark(deployment.Id))]);
        if (ended > 0)
            Log.Ended(logger, ended);
        if (survivors.Count > 0)
            Log.NotEnded(logger, string.Join(", ", survivors));
        quietSince = clock.GetUtcNow();
    }

    public void Tidy(Deployment killed, Project project)
    {
        try
        {
            GitLocks.RemoveLeftBehind(WorkTree.Of(project.Path), killed.AcceptedAt, quietSince, clock.GetUtcNow());
            ProjectLog.CloseKilled(surroundings.LogFile(killed.Project), killed.Project.Value, DeploymentState.Interrupted.ToLogWord());
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            Log.NotTidy(logger, killed.Id.Value, killed.Project.Value, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} processes of deployments that a killed pi-deployer had left running were ended.")]
        public static partial void Ended(ILogger logger, int count);

        [LoggerMessage(LogLevel.Error, "A killed pi-deployer left processes running that even SIGKILL does not end: {Processes}. They may be in the way of the next deployment.")]
        public static partial void NotEnded(ILogger logger, string processes);

        [LoggerMessage(LogLevel.Warning, "After deployment {Id} of {Project}, whose pi-deployer was killed, not everything could be tidied up: {Reason}.")]
        public static partial void NotTidy(ILogger logger, string id, string project, string reason);
    }
}
