using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Values;

/// <summary>A service of a compose file, by the rule of the <see href="https://github.com/compose-spec/compose-spec/blob/main/spec.md">Compose specification</see>; and no program can take it for an option.</summary>
internal sealed record ServiceName
{
    private const int MaxLength = 100;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    private ServiceName(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ServiceName? name)
    {
        name = text is { Length: > 0 and <= MaxLength } && text[0] is not ('-' or '.') && !text.AsSpan().ContainsAnyExcept(Allowed) ? new ServiceName(text) : null;
        return name is not null;
    }

    public override string ToString() => Value;
}
