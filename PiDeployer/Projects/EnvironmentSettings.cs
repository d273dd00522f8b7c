namespace PiDeployer.Projects;

/// <summary>What the environments of a project's branches have in common.</summary>
/// <param name="FirstPort">Of those on loopback that they get, one each; so <paramref name="LastPort"/>.</param>
/// <param name="Host">Under which people ask for one, with <c>{branch}</c> in it; null where nobody is sent there.</param>
/// <param name="Max">How many there may be.</param>
/// <param name="TimeToLive">Since the last push; null when only the end of the branch counts.</param>
/// <param name="KeepsVolumes">Whether what they stored stays when they go.</param>
/// <param name="Proxy">That sends people there; null when there is none.</param>
internal sealed record EnvironmentSettings(int FirstPort, int LastPort, string? Host, int Max, TimeSpan? TimeToLive, bool KeepsVolumes, ProxySettings? Proxy)
{
    /// <summary>Stands for the branch in <see cref="Host"/>.</summary>
    public const string Branch = "{branch}";

    public IEnumerable<int> Ports => Enumerable.Range(FirstPort, LastPort - FirstPort + 1);
}
