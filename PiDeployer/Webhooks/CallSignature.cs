using System.Buffers;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>How GitHub signs, and CI jobs: one of two headers, over the raw body.</summary>
internal static class CallSignature
{
    public const string Header = "X-Hub-Signature-256";

    /// <summary>With the digest alone.</summary>
    private const string DigestHeader = "X-Signature";

    public static bool IsThere(IHeaderDictionary headers) => headers.ContainsKey(Header) || headers.ContainsKey(DigestHeader);

    public static bool IsValid(IHeaderDictionary headers, ReadOnlySequence<byte> body, Secret secret) =>
        (headers[Header] is [var signature] && Signature.IsValid(signature, body, secret))
        || (headers[DigestHeader] is [var digest] && Signature.IsValidDigest(digest, body, secret));
}
