using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Compose is content when a container has begun; this looks whether it is well, and stays so for a while. A job that ended with 0 is well, a container that begins
/// again and again is not. Where one is not, its last lines go to the log.
/// </summary>
/// <param name="name">The step's.</param>
internal sealed class WatchContainers(string name) : IStep
{
    /// <summary>A service that begins before its database may need one or two.</summary>
    private const int MostRestarts = 2;

    private const string LogLines = "50";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public string Name => name;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await WatchAsync(context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
    }

    private static async Task<StepResult> WatchAsync(StepContext context, CancellationToken cancellationToken)
    {
        var limit = context.Limits.Up;
        var begun = context.Clock.GetTimestamp();
        var watch = new Watch(context);
        var since = begun;
        while (true)
        {
            var (failure, culprit) = await watch.LookAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (failure is not null)
                return await FailAsync(context, failure, culprit, cancellationToken);
            if (!watch.IsSteady)
                since = context.Clock.GetTimestamp();
            else if (context.Clock.GetElapsedTime(since) >= context.Limits.Steady.Time)
                return new StepResult.Succeeded();
            if (watch.Waiting.Length > 0 && context.Clock.GetElapsedTime(begun) > limit.Time)
                return await FailAsync(context, new StepResult.Failed($"after {limit.Time.TotalSeconds:0} s not everything was well ({limit.Variable} allows it more): {watch.Waiting}"), null, cancellationToken);
            await Task.Delay(Interval, context.Clock, cancellationToken);
        }
    }

    private static async Task<StepResult> FailAsync(StepContext context, StepResult.Failed failure, string? culprit, CancellationToken cancellationToken)
    {
        string[] service = culprit is null ? [] : [culprit];
        await context.RunAsync(context.Engine.Compose([.. context.Engine.Logs, "--tail", LogLines, .. service]), cancellationToken);
        return failure;
    }

    /// <summary>What was seen of the containers so far.</summary>
    private sealed class Watch(StepContext context)
    {
        private readonly Dictionary<string, int> restartsAtFirst = new(StringComparer.Ordinal);
        private string lastSeen = "";
        private readonly string? service = context.Update?.Service.Value;

        /// <summary>Everything is well, and nothing began again since the look before.</summary>
        public bool IsSteady { get; private set; }

        /// <summary>What is not well; empty when all is, and has only to stay so.</summary>
        public string Waiting { get; private set; } = "";

        /// <summary>What will not go away by itself, and the service that has it; null when there is none.</summary>
        public async Task<(StepResult.Failed? Failure, string? Service)> LookAsync(CancellationToken cancellationToken)
        {
            var (all, problem) = await context.Engine.StatesAsync(context, cancellationToken);
            var states = all.FindAll(state => (service is null || state.Service == service) && (state.IsWell || !context.UnwellBefore.Contains(state.Id)));
            if (problem is not null)
                return (new StepResult.Failed("how the containers are cannot be found out") { Complaint = problem }, null);
            if (Missing(states) is { } missing)
                return (new StepResult.Failed($"{missing} has no container"), null);
            if (states.Find(HasFailed) is { } failed)
                return (new StepResult.Failed($"{failed.Service} is {failed.Description}"), failed.Service);

            var (lines, _) = await EngineCommand.InspectAsync(context, states.Select(state => state.Id), "{{.Id}} {{.RestartCount}} {{json .State.StartedAt}}", cancellationToken);
            foreach (var line in lines)
            {
                if (line.Split(' ') is not [var id, var count, ..] || !int.TryParse(count, out var restarts))
                    continue;
                restartsAtFirst.TryAdd(id, restarts);
                if (restarts - restartsAtFirst[id] > MostRestarts && states.Find(state => id.StartsWith(state.Id, StringComparison.Ordinal)) is { } looping)
                    return (new StepResult.Failed($"{looping.Service} does not stay up: it was restarted {restarts} times and is {looping.Description}"), looping.Service);
            }

            await context.Engine.AskHealthAsync(context, states, cancellationToken);
            var seen = string.Join('\n', lines);
            var unwell = states.FindAll(state => !state.IsWell);
            Waiting = string.Join(", ", unwell.Select(state => $"{state.Service} is {state.Description}"));
            IsSteady = unwell.Count == 0 && seen == lastSeen;
            lastSeen = seen;
            return (null, null);
        }

        /// <summary>Null when every service that has to has a container.</summary>
        private string? Missing(List<ContainerState> states)
        {
            if (service is not null || context.Engine.MindsItsContainers)
                return states.Count == 0 ? service ?? context.Project.Name.Value : null;
            return context.Configuration?.Services.Keys.FirstOrDefault(expected => !states.Exists(state => state.Service == expected));
        }

        /// <summary>A container that could not be started is left where it is by a compose that does not complain of it.</summary>
        private bool HasFailed(ContainerState state) => (state.HasFailed && state.State != "restarting") || (state.State == "created" && !context.Engine.MindsItsContainers);
    }
}
