namespace PiDeployer.Deployments;

/// <summary>Puts the histories of several projects into one order. A file is opened when its turn may have come, so that a page costs what is on it.</summary>
internal static class HistoryMerge
{
    /// <summary>By their numbers, the highest first.</summary>
    public static IEnumerable<DeploymentEntry> ByNumber(IEnumerable<HistoryHead> histories)
    {
        var heads = new PriorityQueue<HistoryHead, long>();
        try
        {
            foreach (var history in histories)
                heads.Enqueue(history, -history.Number);
            while (heads.TryDequeue(out var head, out _))
            {
                if (head.Entry is { } entry)
                    yield return entry;
                if (head.MoveNext())
                    heads.Enqueue(head, -head.Number);
                else
                    head.Dispose();
            }
        }
        finally
        {
            while (heads.TryDequeue(out var head, out _))
                head.Dispose();
        }
    }
}

/// <summary>How far one project's history was read.</summary>
/// <param name="newest">No number in it is higher.</param>
/// <param name="entries">The newest first.</param>
internal sealed class HistoryHead(long newest, IEnumerable<DeploymentEntry> entries) : IDisposable
{
    private IEnumerator<DeploymentEntry>? rest;

    /// <summary>Of <see cref="Entry"/>; before the first one, what it can be at most.</summary>
    public long Number => Entry is null ? newest : Entry.Number ?? 0;

    /// <summary>Null as long as nothing was read.</summary>
    public DeploymentEntry? Entry { get; private set; }

    public bool MoveNext()
    {
        rest ??= entries.GetEnumerator();
        if (!rest.MoveNext())
            return false;
        Entry = rest.Current;
        return true;
    }

    public void Dispose() => rest?.Dispose();
}
