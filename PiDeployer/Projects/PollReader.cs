namespace PiDeployer.Projects;

/// <summary>Reads what an entry of <c>projects.yml</c> says of asking for news: <c>poll: 60s</c>.</summary>
internal static class PollReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <param name="entry">The project's own, defaults merged in.</param>
    /// <param name="hasRepository">Whether there is a remote to ask.</param>
    /// <returns>How often the remote is asked; null when it is not, or anything is wrong; all of it has been reported then.</returns>
    public static TimeSpan? Read(MappingReader entry, bool hasRepository)
    {
        var interval = entry.Duration("poll", Shortest, Longest);
        if (interval is not null && !hasRepository)
            entry.Reject("poll", "poll asks the remote of the project's repository, and this one has no repo");
        return interval;
    }
}
