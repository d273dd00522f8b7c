using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace PiDeployer.Http;

/// <summary>
/// IP addresses as everybody writes them. The framework also reads <c>1</c>, <c>0x7f.1</c> and <c>010.0.0.1</c>, which are other addresses than some proxies take
/// them for, and asks the system for the interface behind a <c>%</c>.
/// </summary>
internal static class StrictAddress
{
    private static readonly SearchValues<char> Usual = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Four decimal numbers, or IPv6 without brackets; an interface's name at its end is passed over.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.Contains(':') && text.IndexOf('%') is var zone and > 0)
            text = text[..zone];
        if (text.ContainsAnyExcept(Usual) || !IPAddress.TryParse(text, out var read))
            return false;
        if (read.AddressFamily == AddressFamily.InterNetwork && !text.SequenceEqual(read.ToString()))
            return false;
        address = Unmapped(read);
        return true;
    }

    /// <summary>A socket that listens for both shows IPv4 callers as IPv6 ones (<c>::ffff:1.2.3.4</c>).</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
