using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Values;

/// <summary>A forge's full name of a repository: <c>owner/repo</c>, or <c>group/subgroup/repo</c>. Forges ignore its case, and so does equality here.</summary>
internal sealed record RepositoryName
{
    private const int MaxLength = 255;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/");

    private RepositoryName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RepositoryName? name)
    {
        name = text is { Length: <= MaxLength } && !text.AsSpan().ContainsAnyExcept(Allowed) && IsPath(text) ? new RepositoryName(text) : null;
        return name is not null;
    }

    public bool Equals(RepositoryName? other) => string.Equals(Value, other?.Value, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    public override string ToString() => Value;

    private static bool IsPath(string text) =>
        text.Split('/') is { Length: >= 2 } segments && segments.All(segment => segment is not ("" or "." or ".."));
}
