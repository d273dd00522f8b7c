using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;

namespace PiDeployer.Values;

/// <summary>
/// A name of branches or tags, or a pattern for several: <c>*</c> and <c>?</c> stand for characters between two slashes, <c>**</c> between slashes for any
/// number of such parts, at the pattern's end for at least one.
/// </summary>
internal sealed record RefPattern
{
    private const string AnyParts = "**";

    /// <summary>What begins so is another kind of ref that was taken for a branch's bare name, or a branch that nobody has.</summary>
    private const string NoName = "refs/";

    private RefPattern(string value) => Value = value;

    public string Value { get; }

    /// <summary>The one branch that it can mean; null when it is a pattern.</summary>
    public BranchName? Exact => BranchName.TryParse(Value, out var name) ? name : null;

    /// <summary>Refuses what could never match a name that git accepts, and what it would take for something else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RefPattern? pattern)
    {
        pattern = text is not null
            && BranchName.TryParse(text.Replace('*', 'x').Replace('?', 'x'), out _)
            && !text.StartsWith(NoName, StringComparison.Ordinal)
            && text.Split('/').All(part => part == AnyParts || !part.Contains(AnyParts, StringComparison.Ordinal))
            ? new RefPattern(text)
            : null;
        return pattern is not null;
    }

    public bool Matches(string name)
    {
        if (Exact is not null)
            return name == Value;
        var parts = Value.Split('/');
        return !name.StartsWith(NoName, StringComparison.Ordinal) && Matches(parts[^1] == AnyParts ? [.. parts, "*"] : parts, name.Split('/'));
    }

    public override string ToString() => Value;

    /// <summary>After a mismatch it is enough to let the last <c>**</c> take one more part, so that no pattern takes long.</summary>
    private static bool Matches(string[] pattern, string[] name)
    {
        var (at, retry, taken) = (0, -1, 0);
        for (var i = 0; i < name.Length;)
        {
            if (at < pattern.Length && pattern[at] == AnyParts)
            {
                (retry, taken) = (++at, i);
            }
            else if (at < pattern.Length && FileSystemName.MatchesSimpleExpression(pattern[at], name[i], ignoreCase: false))
            {
                at++;
                i++;
            }
            else if (retry >= 0)
            {
                (at, i) = (retry, ++taken);
            }
            else
            {
                return false;
            }
        }

        return at == pattern.Length;
    }
}
