using System.Net;
using System.Net.Sockets;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Gives branches their environments, and takes them away: when the branch is gone, when nobody has pushed for too long, or when somebody asks for it.</summary>
internal sealed partial class BranchEnvironments(LiveCatalog catalog, DeploymentCoordinator coordinator, DeploymentHistory history, TimeProvider clock, ILogger<BranchEnvironments> logger)
{
    /// <summary>Between two tries to take one away that did not go.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>What a push to a project deploys: the project, or the environment of the branch, which is made where it has none.</summary>
    /// <returns>Null, with the reason, when there cannot be one more.</returns>
    public (Project? Target, string? WhyNot) Target(Project project, GitRef pushed)
    {
        if (catalog.Current.EnvironmentsOf(project.Name) is not { } folder || pushed is not GitRef.Branch(var branch))
            return (project, null);
        try
        {
            return folder.Open(branch, clock.GetLocalNow(), name => catalog.Current.Find(name) is { } other && other.Group != project.Name, IsPortTaken);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return (null, $"the environment of {branch} could not be written down: {e.Message}");
        }
    }

    /// <summary>The environments that end with a branch, marked for it, so that one that cannot be taken away now is tried again.</summary>
    public IReadOnlyList<Project> EndWith(IEnumerable<Project> projects, BranchName branch)
    {
        var ending = new List<Project>();
        foreach (var project in projects)
        {
            if (catalog.Current.EnvironmentsOf(project.Name) is not { } folder || folder.Find(branch) is not { Environment: { } environment } found)
                continue;
            ending.Add(found);
            try
            {
                folder.MarkGone(environment);
            }
            catch (Exception e) when (FileTrouble.Is(e))
            {
                Log.NotMarked(logger, found.Name.Value, e.Message);
            }
        }

        return ending;
    }

    public Task<Acceptance> RemoveAsync(Project environment, DeploymentTrigger trigger, DeliveryId? delivery) => coordinator.AcceptAsync(
        Deployment.New(environment.Name, trigger, clock) with { Removes = true, Delivery = delivery },
        queues: true,
        CancellationToken.None); // Also when whoever asked has lost their patience.

    /// <summary>Takes away what has lived long enough.</summary>
    public async Task EndAllAsync(CancellationToken cancellationToken)
    {
        foreach (var environment in catalog.Current.Environments().Where(HasEnded))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Log.Ends(logger, environment.Name.Value, await RemoveAsync(environment, DeploymentTrigger.Expiry, null) is Acceptance.Accepted);
        }
    }

    private bool HasEnded(Project project)
    {
        var now = clock.GetLocalNow();
        return project.Environment is { } environment && (environment.IsGone || environment.EndsAt <= now) && !coordinator.IsDeploying(project.Name)
            && !(history.Latest(project.Name) is { Removes: true, StartedAt: { } last } && now - last < Pause);
    }

    private bool IsPortTaken(int port)
    {
        if (catalog.Current.Environments().Any(other => other.Environment?.Port == port) || catalog.Current.Projects.Any(project => project.BlueGreen is { } sides && (sides.BluePort == port || sides.GreenPort == port)))
            return true;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The environment {Project} has lived long enough and is taken away: {Accepted}.")]
        public static partial void Ends(ILogger logger, string project, bool accepted);

        [LoggerMessage(LogLevel.Warning, "That the branch of {Project} is gone could not be written down: {Reason}")]
        public static partial void NotMarked(ILogger logger, string project, string reason);
    }
}
