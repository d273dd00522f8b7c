using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Values;

/// <summary>A project's name: 1 to 100 of <c>[a-zA-Z0-9_-]</c>. Being a file name, a path segment and a unit name, it allows nothing that means something there.</summary>
internal sealed record ProjectName
{
    private const int MaxLength = 100;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private ProjectName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ProjectName? name)
    {
        name = text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(Allowed) ? new ProjectName(text) : null;
        return name is not null;
    }

    public override string ToString() => Value;
}
