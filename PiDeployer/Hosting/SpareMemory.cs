namespace PiDeployer.Hosting;

/// <summary>
/// Gives the system back what the start or a busy time has left on the heap, once it is quiet again: the runtime keeps it for the next one, and on a small machine somebody
/// else can use it until then.
/// </summary>
internal sealed class SpareMemory
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Whoever allocates less than that between two looks, in bytes, is quiet.</summary>
    private const long Little = 1024 * 1024;

    /// <summary>So much since the last time is worth the few milliseconds for which everything stands still, in bytes.</summary>
    private const long Worthwhile = 4 * Little;

    /// <summary>After so many looks it is done although it was never quiet: somebody may look at the dashboard all day.</summary>
    private const int Patience = 12;

    // The first look comes when the program has started, and what that took is not needed again.
    private long seen = long.MaxValue;
    private long given = -Worthwhile;
    private int looks;

    public Task LookAsync(CancellationToken cancellationToken)
    {
        if (!cancellationToken.IsCancellationRequested && IsTime(GC.GetTotalAllocatedBytes()))
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Task.CompletedTask;
    }

    /// <param name="allocated">Since the program began, in bytes.</param>
    public bool IsTime(long allocated)
    {
        var isOver = allocated - seen < Little || ++looks == Patience;
        seen = allocated;
        if (!isOver || allocated - given < Worthwhile)
            return false;
        (given, looks) = (allocated, 0);
        return true;
    }
}
