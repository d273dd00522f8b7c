using System.Net;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>What stands before a project's two sides and sends people to one of them. It is somebody else's program, and may be gone or changed at any time.</summary>
internal interface IProxy
{
    /// <summary>For people.</summary>
    string Name { get; }

    /// <summary>Where people reach the project through it; null when that is not known.</summary>
    Uri? Address { get; }

    /// <summary>Where it listens on this machine, whatever name people use.</summary>
    IPAddress At { get; }

    /// <summary>Whether the answers that come through it name the side, in the header <see cref="CaddyRoute.PortHeader"/>.</summary>
    bool NamesSide { get; }

    /// <summary>Sees to it that it knows both sides. Null when it does, else what is in the way and how to mend it.</summary>
    Task<string?> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Where it sends people now. Null, with the problem, when it does not say.</summary>
    Task<(ProxyView? View, string? Problem)> LookAsync(CancellationToken cancellationToken);

    /// <summary>Sends people to one side and nobody new to the other. Null when it does, else the problem; then it may do either.</summary>
    Task<string?> SwitchAsync(Side side, CancellationToken cancellationToken);

    /// <summary>Sends nobody to this side, whatever it is found to be, since it is about to end or to begin. Null when that is so.</summary>
    Task<string?> RetireAsync(Side side, CancellationToken cancellationToken);
}
