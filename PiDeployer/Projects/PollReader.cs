namespace PiDeployer.Projects;

/// <summary>Reads what an entry of <c>projects.yml</c> says of asking for news: <c>poll: 60s</c>, <c>poll_images: 1h</c>, <c>min_age: 2d</c>.</summary>
internal static class PollReader
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan ShortestImages = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestImages = TimeSpan.FromDays(30);
    private static readonly TimeSpan OldestAge = TimeSpan.FromDays(365);

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

    /// <param name="entry">The project's own, defaults merged in.</param>
    /// <param name="mode">What is done with it.</param>
    /// <param name="compose">Who runs its containers.</param>
    /// <param name="hasEnvironments">Whether each branch has its own.</param>
    /// <returns>How often registries are asked for newer images, null when never; and how old such a one must be.</returns>
    public static (TimeSpan? Interval, TimeSpan MinAge) ReadImages(MappingReader entry, DeployMode mode, ComposeOptions compose, bool hasEnvironments)
    {
        var interval = entry.Duration("poll_images", ShortestImages, LongestImages);
        var minAge = entry.Duration("min_age", TimeSpan.Zero, OldestAge) ?? TimeSpan.Zero;
        var whyNot = hasEnvironments ? "environments are deployed by pushes alone"
            : mode is not (DeployMode.ComposeUpdate or DeployMode.BlueGreen or DeployMode.Swarm or DeployMode.Stacks) ? $"deploy_mode {mode.ToName()} does not pull images; compose-update, blue-green and swarm do"
            : !entry.Lacks("deploy_script") ? "what a deploy_script does with images is not known here"
            : mode == DeployMode.BlueGreen && entry.Text("service_name")?.Contains('@', StringComparison.Ordinal) == true ? "a template unit has no images"
            : compose.Engine != ContainerEngine.Docker ? "it works with docker only"
            : compose.Builds == true ? "build: true makes the images here"
            : null;
        if (interval is not null && whyNot is not null)
            entry.Reject("poll_images", $"poll_images cannot be used here: {whyNot}");
        return (interval, minAge);
    }
}
