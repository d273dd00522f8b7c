using PiDeployer.Pipelines.Containers;
using PiDeployer.Pipelines.Swarm;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Waits until Swarm has brought every service of the stack where the files want it, and they have stayed there for a while. When that will not come, or does not come in
/// time, the tasks' errors and the last lines of the service go to the log.
/// </summary>
internal sealed class WatchStack : IStep
{
    private const string LogLines = "50";
    private const int MostErrors = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Logs come from the nodes where the tasks are, and one that is gone does not answer.</summary>
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(10);

    public string Name => "converge";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await new Watch(context).RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Output.WriteLine($"Nobody waits for the stack any more. Swarm goes on with it by itself; `docker stack services {context.StackName}` tells how far it is.");
            return new StepResult.Stopped();
        }
    }

    private sealed class Watch(StepContext context)
    {
        private readonly StackState before = context.StackBefore ?? StackState.Empty;

        /// <summary>By their ids; Swarm forgets them after a while.</summary>
        private readonly Dictionary<string, StackTask> failures = new(StringComparer.Ordinal);

        private string seen = "", told = "";

        public async Task<StepResult> RunAsync(CancellationToken cancellationToken)
        {
            var limit = context.Limits.Up;
            var begun = context.Clock.GetTimestamp();
            var since = begun;
            while (true)
            {
                var (state, problem) = await StackState.ReadAsync(context, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                // A service may go between two questions, and a swarm that has lost a manager answers nothing for a moment.
                var convergence = state is null ? new Convergence.Awaited($"Docker does not say how it is: {problem}", "") : Look(state);
                if (convergence is Convergence.Failed failed)
                    return await FailAsync(failed.Reason, failed.Complaint, failed.Service, cancellationToken);

                var now = state is null ? "" : string.Join(' ', state.Tasks.Where(task => task.IsWanted).Select(task => task.Id).Concat(state.Services.Select(service => $"{service.Update?.State}")));
                if (convergence is not Convergence.Reached || now != seen)
                    since = context.Clock.GetTimestamp();
                else if (context.Clock.GetElapsedTime(since) >= context.Limits.Steady.Time)
                    return new StepResult.Succeeded();
                seen = now;
                if (convergence is Convergence.Awaited awaited && context.Clock.GetElapsedTime(begun) > limit.Time)
                {
                    var reason = $"after {limit.Time.TotalSeconds:0} s the stack was not where it should be ({limit.Variable} allows it more)";
                    return await FailAsync(reason, $"{awaited.What}{await LostNodesAsync(cancellationToken)}", awaited.Service, cancellationToken);
                }

                Tell((convergence as Convergence.Awaited)?.What ?? "All services are as they should be.");
                await Task.Delay(Interval, context.Clock, cancellationToken);
            }
        }

        private Convergence Look(StackState state)
        {
            foreach (var task in state.Tasks.Where(task => task.HasFailed && !before.Tasks.Any(earlier => earlier.Id == task.Id && earlier.HasFailed)).Reverse())
                failures.TryAdd(task.Id, task with { WasJudged = state.Services.Any(service => service.Name == task.Service && service.IsJudged) });
            return Convergence.Of(state, before, failures.Values);
        }

        /// <summary>An update that was under way on a node that is lost then waits for it until the next one.</summary>
        private async Task<string> LostNodesAsync(CancellationToken cancellationToken)
        {
            var (nodes, _) = await EngineCommand.AskAsync(context, context.Engine.In(["node", "ls", "--format", "{{.Hostname}} is {{.Status}}"]), cancellationToken);
            return string.Concat(EngineCommand.Lines(nodes).Where(node => !node.EndsWith(" Ready", StringComparison.Ordinal)).Select(node => $"; node {node}"));
        }

        private void Tell(string text)
        {
            if (text != told)
                context.Output.WriteLine(told = text);
        }

        private async Task<StepResult> FailAsync(string reason, string? complaint, string service, CancellationToken cancellationToken)
        {
            foreach (var task in failures.Values.Where(task => task.Service == service).TakeLast(MostErrors))
                context.Output.WriteLine($"{task.Service}.{task.Slot} {task.Description}");
            if (service.Length > 0)
            {
                var logs = context.Engine.In(["service", "logs", "--tail", LogLines, $"{context.StackName}_{service}"]);
                await context.WithinAsync(new StepLimit("", LogPatience), limited => context.RunAsync(logs, limited), cancellationToken);
            }

            if (before.Services.IsEmpty)
                context.Output.WriteLine($"Nothing of the stack ran before. What was made of it stays, and Swarm goes on with it, until something else is deployed or `docker stack rm {context.StackName}` takes it away.");
            return cancellationToken.IsCancellationRequested ? new StepResult.Stopped() : new StepResult.Failed(reason) { Complaint = complaint };
        }
    }
}
