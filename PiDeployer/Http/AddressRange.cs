using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace PiDeployer.Http;

/// <summary>All addresses that begin with the same bits. (The framework's <c>IPNetwork</c> refuses <c>192.168.1.1/24</c>, as people write it.)</summary>
internal sealed class AddressRange
{
    private readonly byte[] start;
    private readonly int bits;

    private AddressRange(byte[] start, int bits)
    {
        this.start = start;
        this.bits = bits;
    }

    /// <summary>A single address, or one with the number of bits that count: <c>10.0.0.0/8</c>, <c>fd00::/8</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out AddressRange? range)
    {
        range = null;
        var slash = text.IndexOf('/');
        if (!StrictAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
            return false;
        var start = address.GetAddressBytes();
        var bits = start.Length * 8;
        if (slash >= 0 && !(int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits) && bits <= start.Length * 8))
            return false;
        range = new AddressRange(start, bits);
        return true;
    }

    public bool Contains(IPAddress address)
    {
        Span<byte> room = stackalloc byte[16];
        if (!address.TryWriteBytes(room, out var length) || length != start.Length)
            return false;
        var whole = bits / 8;
        return room[..whole].SequenceEqual(start.AsSpan(0, whole)) && (bits % 8 == 0 || (room[whole] ^ start[whole]) >> (8 - (bits % 8)) == 0);
    }
}
