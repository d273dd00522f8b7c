using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace PiDeployer.Values;

/// <summary>Signatures by the Standard Webhooks scheme: <see href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"/>.</summary>
internal static class StandardWebhook
{
    public const string IdHeader = "webhook-id";

    /// <summary>Seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    public const string SignatureHeader = "webhook-signature";

    /// <summary>What a key in base64 begins with.</summary>
    private const string KeyPrefix = "whsec_";

    /// <summary><c>whsec_</c> and base64, or any other text as it is. False where there is no key in it.</summary>
    public static bool TryParseKey(string text, [NotNullWhen(true)] out byte[]? key)
    {
        key = text.StartsWith(KeyPrefix, StringComparison.Ordinal) ? FromBase64(text[KeyPrefix.Length..]) : Encoding.UTF8.GetBytes(text.Trim());
        key = key is { Length: > 0 } ? key : null;
        return key is not null;
    }

    /// <summary>The value of <see cref="SignatureHeader"/>: <c>v1,</c> and the signature in base64.</summary>
    /// <param name="id">As in <see cref="IdHeader"/>.</param>
    /// <param name="timestamp">As in <see cref="TimestampHeader"/>, to the letter.</param>
    /// <param name="body">As it is sent.</param>
    /// <param name="key">Of <see cref="TryParseKey"/>.</param>
    public static string Sign(string id, string timestamp, ReadOnlySequence<byte> body, ReadOnlySpan<byte> key)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        foreach (var segment in body)
            hash.AppendData(segment.Span);
        return $"v1,{Convert.ToBase64String(hash.GetHashAndReset())}";
    }

    private static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
