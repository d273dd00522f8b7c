using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>
/// Decides which deployment may run: one for each project and for each folder, <see cref="ProjectCatalog.MaxParallel"/> on the whole machine. What is
/// accepted will run; what is beyond that measure waits its turn.
/// </summary>
/// <remarks>A slot is keyed by name, so a project that a reload takes away and brings back does not get a second one.</remarks>
internal sealed class DeploymentCoordinator(LiveCatalog catalog, DeploymentRunner runner, TimeProvider clock) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<ProjectName, Task> slots = [];
    private readonly List<(string Path, TaskCompletionSource Turn)> waiting = [];

    /// <summary>Those of the deployments that run: two projects can share a checkout, but two gits can not.</summary>
    private readonly HashSet<string> busyPaths = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource interruption = new();
    private bool stopping;

    /// <param name="snapshot">Where the project stands. A reload may take it away, and its secret with it, before its turn comes.</param>
    /// <param name="project">What is to be deployed.</param>
    /// <param name="trigger">Who wishes it.</param>
    /// <param name="commit">What the push told of its newest commit; null when nobody told.</param>
    public Acceptance Accept(ProjectCatalog snapshot, Project project, DeploymentTrigger trigger, Commit? commit)
    {
        lock (gate)
        {
            if (stopping)
                return new Acceptance.Stopping();
            if (slots.ContainsKey(project.Name))
                return new Acceptance.Busy();

            var deployment = new Deployment(DeploymentId.New(clock), project, trigger, commit);
            slots[project.Name] = Task.Run(() => RunAsync(deployment, snapshot.Redaction), CancellationToken.None);
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

    private async Task RunAsync(Deployment deployment, Redaction redaction)
    {
        await TurnAsync(deployment.Project);
        try
        {
            await runner.RunAsync(deployment, redaction, interruption.Token);
        }
        finally
        {
            Leave(deployment.Project);
        }
    }

    private Task TurnAsync(Project project)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add((project.Path, turn));
            GiveTurns();
        }

        return turn.Task;
    }

    private void Leave(Project project)
    {
        lock (gate)
        {
            slots.Remove(project.Name);
            busyPaths.Remove(project.Path);
            GiveTurns();
        }
    }

    /// <summary>First come, first served, but whoever waits for a folder keeps nobody else from running.</summary>
    private void GiveTurns()
    {
        for (var i = 0; i < waiting.Count && busyPaths.Count < catalog.Current.MaxParallel;)
        {
            var (path, turn) = waiting[i];
            if (busyPaths.Add(path))
            {
                waiting.RemoveAt(i);
                turn.SetResult();
            }
            else
            {
                i++;
            }
        }
    }
}
