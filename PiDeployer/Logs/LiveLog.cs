namespace PiDeployer.Logs;

/// <summary>What the followers of a deployment that has not ended look at. They share one signal and have no queues, so their number and their pace cost the deployment nothing.</summary>
internal sealed class LiveLog
{
    private readonly Lock gate = new();
    private TaskCompletionSource? change;
    private volatile LogState state = new(0, Failure: null, IsOver: false);

    /// <summary>One value, so that whoever has looked at it can ask for whatever came since.</summary>
    public LogState State => state;

    /// <summary>Completes when there is anything else than was seen. How long to wait, and for whom, is the caller's business.</summary>
    public Task ChangeAsync(LogState seen)
    {
        lock (gate)
        {
            if (!ReferenceEquals(state, seen))
                return Task.CompletedTask;
            change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return change.Task;
        }
    }

    public void Reach(long bytes)
    {
        lock (gate)
        {
            if (state.Length != bytes)
                Become(state with { Length = bytes });
        }
    }

    public void Fail(string reason)
    {
        lock (gate)
            Become(state with { Failure = reason });
    }

    public void End()
    {
        lock (gate)
            Become(state with { IsOver = true });
    }

    /// <summary>Those who wait go on in threads of their own, so this takes no time under the lock.</summary>
    private void Become(LogState next)
    {
        state = next;
        change?.TrySetResult();
        change = null;
    }
}

/// <summary>How a log stood at one moment.</summary>
/// <param name="Length">How many bytes of the whole output can be read for certain.</param>
/// <param name="Failure">Why the log goes no further; null as long as it can be written.</param>
/// <param name="IsOver">Nothing more will come, and the result is known.</param>
internal sealed record LogState(long Length, string? Failure, bool IsOver)
{
    /// <summary>Of a deployment that nobody expects any more.</summary>
    public static LogState Over { get; } = new(0, Failure: null, IsOver: true);
}
