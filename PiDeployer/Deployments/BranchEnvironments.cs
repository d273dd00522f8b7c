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
    public (Project? Target, bool IsNew, string? WhyNot) Target(Project project, GitRef pushed)
    {
        if (catalog.Current.EnvironmentsOf(project.Name) is not { } folder || pushed is not GitRef.Branch(var branch))
            return (project, false, null);
        try
        {
            var isNew = folder.Find(branch) is null;
            var (environment, whyNot) = folder.Open(branch, clock.GetLocalNow(), name => catalog.Current.Find(name) is { } other && other.Group != project.Name, IsPortTaken);
            return (environment, isNew, whyNot);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return (null, false, $"the environment of {branch} could not be written down: {e.Message}");
        }
    }

    /// <summary>The environments that end with a branch.</summary>
    public IReadOnlyList<Project> EndingWith(IEnumerable<Project> projects, BranchName branch) =>
        [.. projects.Select(project => catalog.Current.EnvironmentsOf(project.Name)?.Find(branch)).OfType<Project>()];

    /// <summary>Takes one away, and marks it for that, so that where it fails it is tried again.</summary>
    public async Task<Acceptance> RemoveAsync(Project environment, DeploymentTrigger trigger, DeliveryId? delivery)
    {
        var wish = Deployment.New(environment.Name, trigger, clock) with { Removes = true, Delivery = delivery };
        var acceptance = await coordinator.AcceptAsync(wish, queues: true, CancellationToken.None); // Also when whoever asked has lost their patience.
        if (acceptance is Acceptance.Accepted)
            Mark(environment); // Not for the end of a branch that was told twice, and has come again in between.
        return acceptance;
    }

    /// <summary>What was made for a push that is not deployed after all goes again.</summary>
    public void Forget(Project made)
    {
        if (made is not { Environment: { } environment, Group: { } group })
            return;
        try
        {
            catalog.Current.EnvironmentsOf(group)?.Close(environment);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            Log.NotMarked(logger, made.Name.Value, e.Message);
        }
    }

    private void Mark(Project project)
    {
        if (project is not { Environment: { IsGone: false } environment, Group: { } group })
            return;
        try
        {
            catalog.Current.EnvironmentsOf(group)?.MarkGone(environment);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            Log.NotMarked(logger, project.Name.Value, e.Message);
        }
    }

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
            && !(history.Latest(project.Name) is { Removes: true, StartedAt: { } last } latest && latest.State != DeploymentState.Interrupted.ToName() && now - last < Pause);
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

        [LoggerMessage(LogLevel.Warning, "That {Project} has to go could not be written down: {Reason}")]
        public static partial void NotMarked(ILogger logger, string project, string reason);
    }
}
