using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace PiDeployer.Values;

/// <summary>A value that must not be seen. Printing one shows <see cref="Mask"/>; only <see cref="Reveal"/> and <see cref="Utf8"/> give it away.</summary>
internal sealed record Secret
{
    public const string Mask = "***";

    private readonly string value;

    private Secret(string value)
    {
        this.value = value;
        Utf8 = Encoding.UTF8.GetBytes(value);
    }

    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>An empty text is no secret: it would sign anything for anybody.</summary>
    public static bool TryCreate([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Secret? secret)
    {
        secret = string.IsNullOrWhiteSpace(text) ? null : new Secret(text);
        return secret is not null;
    }

    public string Reveal() => value;

    /// <summary>Compares in constant time; only the length can be told from how long it takes.</summary>
    public bool Matches(string candidate) => CryptographicOperations.FixedTimeEquals(Utf8.Span, Encoding.UTF8.GetBytes(candidate));

    /// <summary>The same for what came in a header: those are decoded byte by byte (Latin-1), and a secret may hold any letters.</summary>
    public bool MatchesHeader(string value) => CryptographicOperations.FixedTimeEquals(Utf8.Span, Encoding.Latin1.GetBytes(value));

    public bool Equals(Secret? other) => other is not null && Matches(other.value);

    public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Mask;
}
