using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>
/// Decides which deployment may run: one for each project, <see cref="ProjectCatalog.MaxParallel"/> on the whole machine. What is accepted will run;
/// what is beyond the machine's measure waits its turn.
/// </summary>
/// <remarks>A slot is keyed by name, so a project that a reload takes away and brings back does not get a second one.</remarks>
internal sealed class DeploymentCoordinator(LiveCatalog catalog, DeploymentRunner runner, TimeProvider clock) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<ProjectName, Task> slots = [];
    private readonly Queue<TaskCompletionSource> waiting = [];
    private readonly CancellationTokenSource interruption = new();
    private int running;
    private bool stopping;

    public Acceptance Accept(Project project, DeploymentTrigger trigger, Commit? commit)
    {
        lock (gate)
        {
            if (stopping)
                return new Acceptance.Stopping();
            if (slots.ContainsKey(project.Name))
                return new Acceptance.Busy();

            var deployment = new Deployment(DeploymentId.New(clock), project, trigger, commit);
            slots[project.Name] = Task.Run(() => RunAsync(deployment), CancellationToken.None);
            return new Acceptance.Accepted(deployment);
        }
    }

    public bool IsDeploying(ProjectName name)
    {
        lock (gate)
            return slots.ContainsKey(name);
    }

    /// <summary>Accepts nothing more, lets what runs go on for <paramref name="grace"/>, then interrupts it, and returns when all of it has ended.</summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        Task all;
        lock (gate)
        {
            stopping = true;
            all = Task.WhenAll(slots.Values);
        }

        try
        {
            await all.WaitAsync(grace, clock, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await interruption.CancelAsync();
            await all;
        }
    }

    public void Dispose() => interruption.Dispose();

    private async Task RunAsync(Deployment deployment)
    {
        try
        {
            await TurnAsync();
            await runner.RunAsync(deployment, interruption.Token);
        }
        finally
        {
            Leave(deployment.Project.Name);
        }
    }

    private Task TurnAsync()
    {
        lock (gate)
        {
            if (running < catalog.Current.MaxParallel)
            {
                running++;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    private void Leave(ProjectName name)
    {
        lock (gate)
        {
            slots.Remove(name);
            running--;
            while (running < catalog.Current.MaxParallel && waiting.TryDequeue(out var next))
            {
                running++;
                next.SetResult();
            }
        }
    }
}
