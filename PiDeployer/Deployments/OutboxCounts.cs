namespace PiDeployer.Deployments;

/// <summary>What has become of all that outboxes of one kind were given.</summary>
/// <param name="kind">What they send.</param>
internal sealed class OutboxCounts(string kind)
{
    private long sent;
    private long failed;
    private long dropped;

    public string Kind => kind;

    public long Sent => Interlocked.Read(ref sent);

    public long Failed => Interlocked.Read(ref failed);

    /// <summary>Too many others waited.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    public void AddSent() => Interlocked.Increment(ref sent);

    public void AddFailed() => Interlocked.Increment(ref failed);

    public void AddDropped() => Interlocked.Increment(ref dropped);
}
