using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Logs;
using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>A coordinator over a real folder, whose deployments do nothing until the test says how they end. Another one can take over from it, as after a kill.</summary>
internal sealed class CoordinatorRig : IDisposable
{
    private readonly TempDirectory folder = TempDirectory.InMemory();
    private readonly TickingClock clock = new();
    private readonly LiveCatalog catalog;
    private ConcurrentDictionary<DeploymentId, TaskCompletionSource<HeldDeployment>> held = [];

    /// <param name="projects">The text of <c>projects.yml</c>.</param>
    public CoordinatorRig(string projects)
    {
        var file = new ProjectsFile(folder.Write("projects.yml", projects), new Dictionary<string, string>(), [], environmentsDirectory: folder.File("environments"));
        catalog = new LiveCatalog(file, file.Load().ShouldBeOfType<ProjectsFileResult.Loaded>().Catalog);
        (Coordinator, History) = Build();
    }

    public DeploymentCoordinator Coordinator { get; private set; }

    public DeploymentHistory History { get; private set; }

    public LiveCatalog Live => catalog;

    public TimeProvider Clock => clock;

    public ProjectCatalog Catalog => catalog.Current;

    /// <summary>What those were told who follow deployments, since the last start.</summary>
    public ConcurrentQueue<DeploymentEvent> Told { get; } = [];

    public string StateFolder => folder.File("state");

    public Deployment Wish(string project, string? delivery = null) =>
        Deployment.New(Some.Name(project), DeploymentTrigger.Push, clock) with { Delivery = DeliveryId.TryParse(delivery, out var id) ? id : null };

    public Task<Acceptance> PushAsync(string project, string? delivery = null, bool queues = true) =>
        Coordinator.AcceptAsync(Wish(project, delivery), queues, CancellationToken.None);

    public async Task<Deployment> AcceptAsync(string project, string? delivery = null) =>
        (await PushAsync(project, delivery)).ShouldBeOfType<Acceptance.Accepted>().Deployment;

    /// <summary>Waits until it has begun.</summary>
    public Task<HeldDeployment> HeldAsync(DeploymentId id) => Begun(held, id).Task.WaitAsync(Eventually.Patience);

    public bool HasBegun(DeploymentId id) => held.TryGetValue(id, out var begun) && begun.Task.IsCompleted;

    /// <summary>The one deployment that there is because this one was interrupted, wherever it stands.</summary>
    public Deployment ResumptionOf(Deployment interrupted) =>
        Coordinator.InFlight().Concat(History.Of(interrupted.Project)).Where(entry => entry.Resumes == interrupted.Id.Value).ShouldHaveSingleItem().ToDeployment()
        ?? throw new InvalidOperationException("It is written down in a way that cannot be read.");

    public void Reload(string projects)
    {
        folder.Write("projects.yml", projects);
        catalog.Reload().ShouldBeOfType<ProjectsFileResult.Loaded>();
    }

    /// <summary>What ran runs no more, and nobody has written anything down.</summary>
    public Task KillAndRestartAsync(bool stopRequested = false)
    {
        held = [];
        Told.Clear();
        (Coordinator, History) = Build();
        return RecoverAsync(stopRequested);
    }

    /// <summary>What a start does.</summary>
    public Task RecoverAsync(bool stopRequested = false)
    {
        Coordinator.Load();
        return Coordinator.RecoverAsync(new CancellationToken(stopRequested));
    }

    public void Dispose()
    {
        Coordinator.Dispose();
        folder.Dispose();
    }

    private static TaskCompletionSource<HeldDeployment> Begun(ConcurrentDictionary<DeploymentId, TaskCompletionSource<HeldDeployment>> of, DeploymentId id) =>
        of.GetOrAdd(id, _ => new TaskCompletionSource<HeldDeployment>(TaskCreationOptions.RunContinuationsAsynchronously));

    private (DeploymentCoordinator Coordinator, DeploymentHistory History) Build()
    {
        var mine = held;
        var history = new DeploymentHistory(Path.Combine(StateFolder, "history"), catalog, new ListLogger<DeploymentHistory>());
        var ledger = new DeploymentLedger(new InFlightFolder(StateFolder, clock, new ListLogger<InFlightFolder>()), history, new ListLogger<DeploymentLedger>());
        var surroundings = new DeploymentSurroundings(folder.File("logs"), ImmutableDictionary<string, string>.Empty, FrozenSet<string>.Empty, StepLimits.Default) { StateDirectory = folder.File("state"), RoutesDirectory = folder.File("routes") };
        Task<DeploymentResult?> Run(ActiveDeployment active, DeploymentResult? handedOver, EnterState enter)
        {
            var deployment = new HeldDeployment(active, handedOver, enter);
            Begun(mine, active.Deployment.Id).SetResult(deployment);
            return deployment.Result;
        }

        return (
            new DeploymentCoordinator(
                catalog,
                ledger,
                history,
                new DeploymentLogs(folder.File("logs"), LogLimits.Default),
                new Aftermath(surroundings, new Leftovers(clock), clock, new ListLogger<Aftermath>()),
                Run,
                Told.Enqueue,
                clock,
                new ListLogger<DeploymentCoordinator>()),
            history);
    }
}
