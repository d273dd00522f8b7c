using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>HMAC-SHA256 over the raw bytes of a body, compared in constant time.</summary>
internal static class Signature
{
    private const string Prefix = "sha256=";

    /// <summary>In hex digits.</summary>
    private const int DigestLength = SHA256.HashSizeInBytes * 2;

    /// <summary>
    /// Whether <paramref name="header"/> is <c>sha256=</c> and the lower-case hex digest, to the letter. Any other text is simply not valid,
    /// whatever it holds; null means that there was no such header.
    /// </summary>
    public static bool IsValid(string? header, ReadOnlySequence<byte> body, Secret secret) =>
        header?.Length == Prefix.Length + DigestLength && Equals(header, Compute(body, secret));

    /// <summary>The same for the digest alone, as <c>X-Signature</c> carries it.</summary>
    public static bool IsValidDigest(string? header, ReadOnlySequence<byte> body, Secret secret) =>
        header?.Length == DigestLength && Equals(header, Compute(body, secret)[Prefix.Length..]);

    /// <summary>Whether one of several headers is one or the other. The body may be large, so it is gone through once.</summary>
    public static bool IsValidAny(IEnumerable<string> headers, ReadOnlySequence<byte> body, Secret secret)
    {
        var given = headers.Where(header => header.Length is DigestLength || header.Length == Prefix.Length + DigestLength).Distinct().ToList();
        if (given.Count == 0)
            return false;
        var expected = Compute(body, secret);
        return given.Exists(header => Equals(header, header.Length == DigestLength ? expected[Prefix.Length..] : expected));
    }

    /// <summary>The header's value for a body.</summary>
    public static string Compute(ReadOnlySequence<byte> body, Secret secret)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Utf8.Span);
        foreach (var segment in body)
            hmac.AppendData(segment.Span);
        return Prefix + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    /// <summary>In a time that tells nothing of either.</summary>
    private static bool Equals(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(given), Encoding.Latin1.GetBytes(expected));
}
