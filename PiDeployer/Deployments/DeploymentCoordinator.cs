using PiDeployer.Logs;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>
/// Accepts, starts, cancels and ends deployments. <see cref="Slots"/> has the rules; this writes every change down before it acts upon it, so that whatever happens to
/// the process, what was accepted will run or is in the history.
/// </summary>
internal sealed partial class DeploymentCoordinator(
    LiveCatalog catalog,
    DeploymentLedger ledger,
    DeploymentHistory history,
    DeploymentLogs logs,
    Aftermath aftermath,
    RunDeployment run,
    Action<DeploymentEvent> tell,
    TimeProvider clock,
    ILogger<DeploymentCoordinator> logger) : IDisposable
{
    /// <summary>Changes happen one after the other, disk included. It is taken until <see cref="RecoverAsync"/> has seen what the process before this one left.</summary>
    private readonly SemaphoreSlim changes = new(0, 1);

    private readonly DeploymentBoard board = new();

    private readonly CancellationTokenSource stopping = new();

    /// <param name="wish">What is to be deployed.</param>
    /// <param name="queues">Whether it waits when another one of the project is under way.</param>
    /// <param name="cancellationToken">For the time before it is accepted.</param>
    public async Task<Acceptance> AcceptAsync(Deployment wish, bool queues, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken);
        ledger.Retry();
        if (stopping.IsCancellationRequested)
            return new Acceptance.Stopping();
        if (wish.Delivery is { } delivery && FindWell(wish, delivery) is { } first)
            return new Acceptance.Duplicate(first);
        if (wish is { Trigger: DeploymentTrigger.Poll, Commit.Id: var found } && FindLast(wish.Project, found) is { } told)
            return new Acceptance.Duplicate(told); // Somebody has told of it in the moment since it was found.
        if (!queues && IsDeploying(wish.Project))
            return new Acceptance.Busy();
        if (ledger.TryAdd(wish) is { } problem)
            return new Acceptance.NotRecorded(problem);
        Enqueue(wish);
        StartAll();
        return new Acceptance.Accepted(wish);
    }

    /// <summary>Takes a waiting deployment out, or ends one that runs.</summary>
    /// <returns>The state that it was in; null when no deployment in flight has this id.</returns>
    public async Task<DeploymentState?> CancelAsync(DeploymentId id, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken);
        if (board.FindWaiting(id) is { } waiting)
        {
            ledger.Cancel(waiting);
            End(waiting, new DeploymentResult(DeploymentState.Cancelled) { Commit = waiting.Commit, Error = "somebody cancelled it while it waited" });
            return DeploymentState.Waiting;
        }

        if (board.FindRunning(id) is not { } running)
            return null;
        ledger.Cancel(running);
        await running.StopAsync(DeploymentState.Cancelled);
        return DeploymentState.Running;
    }

    /// <summary>For when the catalog is another: more may run at once now, or what waits may have lost its project.</summary>
    public void Reconsider()
    {
        changes.Wait(CancellationToken.None);
        using var turn = new Turn(changes);
        StartAll();
    }

    public bool IsDeploying(ProjectName project) => board.IsDeploying(project);

    /// <summary>What has not ended, as it stands: what runs first, what waits after it.</summary>
    public IReadOnlyList<DeploymentEntry> InFlight() => left is { } found ? [.. found.Select(one => one.Entry)] : board.All();

    /// <summary>
    /// Accepts nothing more and starts nothing more, lets what runs go on for <paramref name="grace"/>, then interrupts it, and returns when all of it has ended. What waits
    /// is there at the next start.
    /// </summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        using (await TurnAsync(CancellationToken.None))
            await stopping.CancelAsync();
        var all = Task.WhenAll(board.Running().Select(deployment => deployment.Completion));
        try
        {
            await all.WaitAsync(grace, clock, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await InterruptAllAsync();
            await all;
        }

        using (await TurnAsync(CancellationToken.None))
            ledger.Flush();
        var waiting = InFlight().Count;
        if (waiting > 0)
            Log.Waiting(logger, waiting);
    }

    public void Dispose()
    {
        stopping.Dispose();
        changes.Dispose();
    }

    /// <summary>Changes nothing: that it returns shows that changes can be made.</summary>
    public async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(cancellationToken);
    }

    private async Task InterruptAllAsync()
    {
        using var turn = await TurnAsync(CancellationToken.None);
        foreach (var running in board.Running())
            await running.StopAsync(DeploymentState.Interrupted);
    }

    private async Task<Turn> TurnAsync(CancellationToken cancellationToken)
    {
        await changes.WaitAsync(cancellationToken);
        return new Turn(changes);
    }

    /// <summary>The deployment of this delivery that ended well, or still may.</summary>
    private DeploymentId? FindWell(Deployment wish, DeliveryId delivery)
    {
        if (board.Find(wish, delivery) is { } underWay)
            return underWay.Id;
        return history.Find(wish.Project, delivery, wish.Update?.Service) is { Success: true } well && DeploymentId.TryParse(well.Id, out var id) ? id : null;
    }

    /// <summary>The project's last deployment, or one under way, if it is of this commit.</summary>
    private DeploymentId? FindLast(ProjectName project, CommitId commit)
    {
        var last = InFlight().FirstOrDefault(entry => entry.Project == project.Value && entry.Commit == commit.Value) ?? (history.Latest(project) is { } ended && ended.Commit == commit.Value ? ended : null);
        return DeploymentId.TryParse(last?.Id, out var id) ? id : null;
    }

    /// <summary>The newest wins: whichever of the project waited before does not run any more.</summary>
    private void Enqueue(Deployment deployment)
    {
        logs.Expect(deployment.Id);
        foreach (var older in board.Enqueue(deployment))
            End(older, new DeploymentResult(DeploymentState.Cancelled) { Commit = older.Commit, TakenOverBy = deployment.Id, Error = $"a newer one took its place before its turn came: {deployment.Id}" });
    }

    private void StartAll()
    {
        while (!stopping.IsCancellationRequested && board.StartNext(catalog.Current) is { } deployment)
        {
            if (catalog.Current.Find(deployment.Project) is not { } project)
            {
                End(deployment, new DeploymentResult(DeploymentState.Cancelled) { Commit = deployment.Commit, Error = "there is no such project any more, and no such stack" });
                continue;
            }

            if (ledger.TryStart(deployment) is { } problem)
            {
                End(deployment, new DeploymentResult(DeploymentState.Failed) { StartedAt = clock.GetLocalNow(), Commit = deployment.Commit, Error = $"its start could not be written down: {problem}" }, project);
                continue;
            }

            Run(deployment, project, null);
        }
    }

    private void Run(Deployment deployment, Project project, DeploymentResult? handedOver)
    {
        var running = new ActiveDeployment(deployment, project, catalog.Current.Redaction.OfItsOwn(), handedOver?.StartedAt ?? clock.GetLocalNow(), stopping.Token)
        {
            State = handedOver?.State ?? DeploymentState.Running,
        };
        logs.Expect(deployment.Id);
        board.Add(running);
        if (handedOver is null)
            Tell(new DeploymentEvent.Started(deployment, project));
        running.Completion = Task.Run(() => RunAsync(running, handedOver), CancellationToken.None);
    }

    private async Task RunAsync(ActiveDeployment running, DeploymentResult? handedOver)
    {
        DeploymentResult? result;
        try
        {
            result = await run(running, handedOver, (state, progress) => ledger.TryEnter(running, state, progress));
        }
        catch (Exception e)
        {
            // Whatever happens, the slot is freed and somebody hears of it.
            Log.Broken(logger, e, running.Deployment.Id.Value, running.Deployment.Project.Value);
            result = new DeploymentResult(DeploymentState.Failed) { StartedAt = running.StartedAt, Error = $"an error in pi-deployer itself: {e.Message}" };
        }

        using var turn = await TurnAsync(CancellationToken.None);
        if (result is null && stopping.IsCancellationRequested)
            return; // The process to come goes on with it. Until then it is under way, for whoever asks.
        if (result is not null)
            End(running.Deployment, result, running.Project);
        else
            board.Leave(running.Deployment);
        running.Dispose();
        StartAll();
    }

    /// <summary>Records how it ended, and only then forgets that it was under way.</summary>
    private void End(Deployment deployment, DeploymentResult result, Project? project = null)
    {
        if (result.State == DeploymentState.Interrupted && project?.ResumesWhenInterrupted == true)
            Resume(deployment);
        result = Followed(result);
        ledger.Record(deployment, result);
        board.Leave(deployment);
        logs.End(deployment.Id);
        if (result.StartedAt is not null)
            Tell(new DeploymentEvent.Finished(deployment, result) { Project = project });
        if (deployment.Removes && result.Succeeded && project is not null)
            Tell(new DeploymentEvent.Removed(deployment, project));
    }

    /// <summary>The stacks that it found changed are put in line, in writing, before it has ended. One that could not be written down is not, and it says so.</summary>
    private DeploymentResult Followed(DeploymentResult result)
    {
        var notInLine = new List<string>();
        foreach (var stack in result.Stacks)
        {
            if (stack.Next is not { } next)
                continue;
            if (ledger.TryAdd(next) is null)
                Enqueue(next);
            else
                notInLine.Add(stack.Name.Value);
        }

        return notInLine.Count == 0 ? result : result with
        {
            State = DeploymentState.Failed,
            Error = $"these stacks had changed, and that they wait for their deployment could not be written down, so they wait for the next one of their folder: {string.Join(", ", notInLine)}",
            Stacks = result.Stacks.RemoveAll(stack => notInLine.Contains(stack.Name.Value)),
        };
    }

    private void Tell(DeploymentEvent happened)
    {
        try
        {
            tell(happened);
        }
        catch (Exception e)
        {
            Log.NotTold(logger, e, happened.Deployment.Id.Value);
        }
    }

    /// <summary>To change something. It is given back whatever happens, or nothing would ever change again.</summary>
    private readonly struct Turn(SemaphoreSlim changes) : IDisposable
    {
        public void Dispose() => changes.Release();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Deployment {Id} of {Project} was interrupted and begins again as {Again}.")]
        public static partial void Resumes(ILogger logger, string id, string project, string again);

        [LoggerMessage(LogLevel.Error, "Deployment {Id} of {Project} met an error in pi-deployer itself.")]
        public static partial void Broken(ILogger logger, Exception exception, string id, string project);

        [LoggerMessage(LogLevel.Information, "{Count} deployments wait for the next start.")]
        public static partial void Waiting(ILogger logger, int count);

        [LoggerMessage(LogLevel.Error, "Somebody who follows deployments failed at deployment {Id}.")]
        public static partial void NotTold(ILogger logger, Exception exception, string id);
    }
}
