using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>Which side served when the deployment began, and which one is got ready to take its place.</summary>
/// <param name="Proxy">That stands before them.</param>
/// <param name="File">What we know of them.</param>
/// <param name="Serving">Null when neither does.</param>
/// <param name="Next">The other one.</param>
internal sealed record SideTurn(IProxy Proxy, SidesFile File, Side? Serving, Side Next)
{
    /// <summary>Whether the other side still runs what is wanted, so that there is nothing to be started.</summary>
    public bool IsReady { get; init; }

    /// <summary>Whether anything was done to the other side.</summary>
    public bool IsBegun { get; init; }

    /// <summary>The deployment that the other side is made by in the end, where it is not this one: what it goes back to.</summary>
    public DeploymentId? Wanted { get; init; }
}
