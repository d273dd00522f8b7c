using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>How a project's two sides take turns.</summary>
/// <param name="BluePort">On loopback, where the proxy finds it; so <paramref name="GreenPort"/>.</param>
/// <param name="Drain">How long the old side may take to finish what it has begun.</param>
/// <param name="KeepsPrevious">Whether the old side stays up, for a way back that takes no time.</param>
/// <param name="Proxy">What stands before them.</param>
internal sealed record BlueGreenSettings(int BluePort, int GreenPort, TimeSpan Drain, bool KeepsPrevious, ProxySettings Proxy)
{
    /// <summary>Where people reach the project, through the proxy; null when only the proxy is asked whether it sends them to the right side.</summary>
    public Uri? Url { get; init; }

    public int PortOf(Side side) => side == Side.Blue ? BluePort : GreenPort;
}
