namespace PiDeployer.Deployments;

/// <summary>What the followers of a deployment that has not ended look at. They share one signal and have no queues, so their number and their pace cost the deployment nothing.</summary>
internal sealed class LiveLog
{
    private readonly Lock gate = new();
    private TaskCompletionSource? change;
    private long length;
    private bool isOver;
    private string? failure;

    /// <summary>How many bytes of the whole output can be read for certain.</summary>
    public long Length
    {
        get
        {
            lock (gate)
                return length;
        }
    }

    /// <summary>Nothing more will come, and the result is known.</summary>
    public bool IsOver
    {
        get
        {
            lock (gate)
                return isOver;
        }
    }

    /// <summary>Why the log goes no further; null as long as it can be written.</summary>
    public string? Failure
    {
        get
        {
            lock (gate)
                return failure;
        }
    }

    /// <summary>Completes when there is more than was seen, or nothing more will come. How long to wait, and for whom, is the caller's business.</summary>
    public Task ChangeAsync(long seenLength)
    {
        lock (gate)
        {
            if (isOver || length != seenLength)
                return Task.CompletedTask;
            change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return change.Task;
        }
    }

    public void Reach(long bytes)
    {
        lock (gate)
        {
            if (length == bytes)
                return;
            length = bytes;
            Signal();
        }
    }

    public void Fail(string reason)
    {
        lock (gate)
        {
            failure = reason;
            Signal();
        }
    }

    public void End()
    {
        lock (gate)
        {
            isOver = true;
            Signal();
        }
    }

    /// <summary>Those who wait go on in threads of their own, so this takes no time under the lock.</summary>
    private void Signal()
    {
        change?.TrySetResult();
        change = null;
    }
}
