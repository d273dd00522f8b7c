using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Deployments;

/// <summary>A deployment that runs, with what it was given to run by: the project as it was configured when it began.</summary>
internal sealed class ActiveDeployment(Deployment deployment, Project project, Redaction redaction, DateTimeOffset startedAt, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource stop = new();

    public Deployment Deployment => deployment;

    public Project Project => project;

    /// <summary>Its own, which may learn what its project's files hold.</summary>
    public Redaction Redaction => redaction;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Fires when the program begins to stop, which lets what runs go on for a while.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>As it was last written down.</summary>
    public DeploymentState State { get; set; } = DeploymentState.Running;

    /// <summary>The name of the step that runs; null before the first one.</summary>
    public string? Step { get; set; }

    /// <summary>Fires when it shall end for another reason than its deadline.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Why <see cref="Stop"/> fired, which is how the deployment ends: cancelled or interrupted.</summary>
    public DeploymentState StoppedAs { get; private set; } = DeploymentState.Interrupted;

    /// <summary>Ends when the deployment has left its slot.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>The first one who stops it counts.</summary>
    public Task StopAsync(DeploymentState ending)
    {
        if (!stop.IsCancellationRequested)
            StoppedAs = ending;
        return stop.CancelAsync();
    }

    public void Dispose() => stop.Dispose();
}
