using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>HMAC-SHA256 over the raw bytes of a body, compared in constant time.</summary>
internal static class Signature
{
    private const string Prefix = "sha256=";

    /// <summary>
    /// Whether <paramref name="header"/> is <c>sha256=</c> and the lower-case hex digest, to the letter. Any other text is simply not valid,
    /// whatever it holds; null means that there was no such header.
    /// </summary>
    public static bool IsValid(string? header, ReadOnlySequence<byte> body, Secret secret)
    {
        Span<byte> given = stackalloc byte[Prefix.Length + SHA256.HashSizeInBytes * 2];
        return header is not null
            && header.Length == given.Length
            && Encoding.Latin1.GetBytes(header, given) == given.Length
            && CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Compute(body, secret)));
    }

    /// <summary>The header's value for a body.</summary>
    public static string Compute(ReadOnlySequence<byte> body, Secret secret)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Utf8.Span);
        foreach (var segment in body)
            hmac.AppendData(segment.Span);
        return Prefix + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
