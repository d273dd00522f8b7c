using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Values;

/// <summary>A commit's hash in lower-case hex: whole (40 or 64 digits) or abbreviated to no fewer than 4.</summary>
internal sealed record CommitId
{
    private CommitId(string value) => Value = value;

    public string Value { get; }

    /// <summary>Seven digits, for people.</summary>
    public string Short => Value[..Math.Min(7, Value.Length)];

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CommitId? commit)
    {
        commit = text is { Length: >= 4 and <= 64 } && text.All(char.IsAsciiHexDigit) ? new CommitId(text.ToLowerInvariant()) : null;
        return commit is not null;
    }

    public override string ToString() => Value;
}
