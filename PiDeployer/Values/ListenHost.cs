using System.Net;

namespace PiDeployer.Values;

/// <summary>An address that a server listens on.</summary>
internal static class ListenHost
{
    /// <summary>As people write it.</summary>
    public static bool TryParse(string text, out IPAddress address)
    {
        var parsed = text == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(text, out var ip) ? ip : null;
        address = parsed ?? IPAddress.None;
        return parsed is not null;
    }

    /// <summary>Where callers on this machine find it: who listens on all addresses listens on this one.</summary>
    public static IPAddress Local(IPAddress host) => host.Equals(IPAddress.Any) ? IPAddress.Loopback : host.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : host;
}
