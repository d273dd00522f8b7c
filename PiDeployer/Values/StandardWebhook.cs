using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PiDeployer.Values;

/// <summary>
/// Signatures of the Standard Webhooks scheme: HMAC-SHA256 over <c>ID.TIMESTAMP.BODY</c>, sent as <c>v1,BASE64</c>
/// (<see href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"/>).
/// </summary>
internal static class StandardWebhook
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>Of a secret that stands for bytes.</summary>
    public const string KeyPrefix = "whsec_";

    private const string Version = "v1,";

    /// <summary>Of a clock that is wrong, and of whoever sends again what was sent once.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The bytes with which a secret signs: those that <c>whsec_BASE64</c> stands for. False where it is no such text.</summary>
    public static bool TryParseKey(Secret secret, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if (!secret.Utf8.Span.StartsWith("whsec_"u8))
            return false;
        var digits = secret.Utf8.Span[KeyPrefix.Length..];
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(digits.Length)];
        if (Base64.DecodeFromUtf8(digits, bytes, out var consumed, out var length) != OperationStatus.Done || consumed != digits.Length || length == 0)
            return false;
        key = bytes[..length];
        return true;
    }

    /// <summary>Whether it looks like a key and is none.</summary>
    public static bool IsBrokenKey(Secret secret) => secret.Utf8.Span.StartsWith("whsec_"u8) && !TryParseKey(secret, out _);

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    public static string Sign(string id, long timestamp, ReadOnlySequence<byte> body, ReadOnlySpan<byte> key)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        foreach (var segment in body)
            hmac.AppendData(segment.Span);
        return Version + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    /// <summary>Whether one of the signatures is right and the time is about now. Any other text is simply not valid, whatever it holds.</summary>
    /// <param name="id">As it was sent; this and the next two are null when there is no such header.</param>
    /// <param name="timestamp">In seconds since 1970.</param>
    /// <param name="signatures">One or more, with spaces between them.</param>
    /// <param name="body">The raw bytes.</param>
    /// <param name="secret">Which need not be one that can sign.</param>
    /// <param name="now">The time.</param>
    public static bool IsValid(string? id, string? timestamp, string? signatures, ReadOnlySequence<byte> body, Secret secret, DateTimeOffset now)
    {
        if (id is not { Length: > 0 } || signatures is null || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sent) || !TryParseKey(secret, out var key))
            return false;
        var isRecent = Math.Abs(now.ToUnixTimeSeconds() - sent) <= Tolerance.TotalSeconds;
        var expected = Encoding.Latin1.GetBytes(Sign(id, sent, body, key));
        var isRight = false;
        foreach (var signature in signatures.Split(' '))
            isRight |= CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(signature), expected);
        return isRight && isRecent;
    }
}
