using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Values;

/// <summary>
/// A branch that git would accept (the rules of <c>git check-ref-format</c>), and that no program can take for an option.
/// </summary>
internal sealed record BranchName
{
    private const int MaxLength = 200;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" ~^:?*[\\");

    private BranchName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out BranchName? branch)
    {
        branch = text is { Length: > 0 and <= MaxLength } && IsUsable(text) ? new BranchName(text) : null;
        return branch is not null;
    }

    public override string ToString() => Value;

    private static bool IsUsable(string text) =>
        text[0] != '-'
        && text is not ("@" or "HEAD")
        && text[^1] != '.'
        && !text.AsSpan().ContainsAny(Forbidden)
        && !text.Any(char.IsControl)
        && !text.Contains("..", StringComparison.Ordinal)
        && !text.Contains("@{", StringComparison.Ordinal)
        && text.Split('/').All(part => part.Length > 0 && part[0] != '.' && !part.EndsWith(".lock", StringComparison.Ordinal));
}
