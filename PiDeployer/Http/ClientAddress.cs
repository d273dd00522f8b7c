using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace PiDeployer.Http;

/// <summary>
/// Says who the caller is, also when a proxy or a tunnel calls for it. Everything that comes after finds the answer as the connection's remote address, where the
/// framework's own middleware would put it.
/// </summary>
/// <param name="trusted">Those whose word is taken for who called them.</param>
/// <param name="next">Answers the request.</param>
internal sealed class ClientAddress(ImmutableArray<AddressRange> trusted, RequestDelegate next)
{
    public const string Header = "X-Forwarded-For";

    public Task InvokeAsync(HttpContext http)
    {
        http.Connection.RemoteIpAddress = Of(http);
        return next(http);
    }

    /// <summary>
    /// The last address in the chain that nobody trusted vouches for. Every proxy adds the one who called it at the right end of the list, so it is read from there,
    /// and only for as long as it was written by somebody who is trusted.
    /// </summary>
    public IPAddress Of(HttpContext http)
    {
        var client = StrictAddress.Unmapped(http.Connection.RemoteIpAddress ?? IPAddress.None);
        var chain = http.Request.Headers[Header].ToString().AsSpan(); // Several lines are one list.
        while (!chain.IsEmpty && IsTrusted(client))
        {
            var comma = chain.LastIndexOf(',');
            var entry = chain[(comma + 1)..].Trim();
            chain = chain[..Math.Max(comma, 0)];
            if (entry.IsEmpty)
                continue;
            if (!TryRead(entry, out var before))
                break;
            client = before;
        }

        return client;
    }

    private bool IsTrusted(IPAddress address) => trusted.Any(range => range.Contains(address));

    /// <summary><c>1.2.3.4</c>, <c>1.2.3.4:567</c>, <c>::1</c>, <c>[::1]</c>, <c>[::1]:567</c>.</summary>
    private static bool TryRead(ReadOnlySpan<char> entry, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (entry[0] == '[')
        {
            var end = entry.IndexOf(']');
            return end > 0 && IsPort(entry[(end + 1)..]) && StrictAddress.TryParse(entry[1..end], out address);
        }

        var colon = entry.Count(':') == 1 ? entry.IndexOf(':') : entry.Length; // Several are IPv6, which has no port without brackets.
        return IsPort(entry[colon..]) && StrictAddress.TryParse(entry[..colon], out address);
    }

    /// <summary><c>:567</c>, or nothing.</summary>
    private static bool IsPort(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text[0] == ':' && ushort.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
