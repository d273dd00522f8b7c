using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Cli.CommandLine;

/// <summary>Something that may be said of a command, as <c>--name</c>, or <c>--name VALUE</c>.</summary>
/// <param name="Name">Without its dashes.</param>
/// <param name="Summary">A line for people.</param>
internal sealed record Option(string Name, string Summary)
{
    /// <summary>Its short form, without the dash; null when it has none.</summary>
    public string? Letter { get; init; }

    /// <summary>What help calls its value; null when it has none and is only there or not.</summary>
    public string? Value { get; init; }

    /// <summary>The only values that there are; empty when there are others.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>Whether its value may be several of the choices, with commas between.</summary>
    public bool IsList { get; init; }

    /// <summary>Its value is a whole number from 1 to this; 0 when it is any text.</summary>
    public int Largest { get; init; }

    /// <summary>Whether it may be said more than once.</summary>
    public bool Repeats { get; init; }

    /// <summary>What a shell completes its value with.</summary>
    public Completes Completes { get; init; }

    /// <summary><c>-n, --lines LINES</c>.</summary>
    public string Spelled => $"{(Letter is null ? "" : $"-{Letter}, ")}--{Name}{(Value is null ? "" : $" {Value}")}";

    /// <summary>Null when the value is one that it takes, else what of it is wrong.</summary>
    public string? WhyNot(string value)
    {
        if (Completes.IsTooLong(value))
            return $"'{Wording.Line(value, 100)}' is longer than a path can be";
        if (!Choices.IsEmpty && Array.Find(IsList ? value.Split(',') : [value], one => !Choices.Contains(one)) is { } unknown)
            return $"'{Wording.Line(unknown, 100)}' is not one of {string.Join(", ", Choices)}{Suggestion.For(unknown, Choices)}";
        return Largest > 0 && (Invocation.ToNumber(value) is not { } number || number > Largest) ? $"'{Wording.Line(value, 100)}' is not a whole number from 1 to {Largest}" : null;
    }
}
