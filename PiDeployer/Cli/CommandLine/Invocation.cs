using System.Collections.Immutable;
using System.Globalization;

namespace PiDeployer.Cli.CommandLine;

/// <summary>What was asked for: a command with its arguments and options, which are such as it takes.</summary>
/// <param name="Verb">The command.</param>
/// <param name="Arguments">In their order.</param>
internal sealed record Invocation(Verb Verb, ImmutableArray<string> Arguments)
{
    public ImmutableArray<Given> Options { get; init; } = [];

    /// <summary>Null when it was left out.</summary>
    public string? Argument => Arguments is [var first, ..] ? first : null;

    public bool Has(Option option) => All(option).Count > 0;

    /// <summary>Its value; null when it was not said.</summary>
    public string? Text(Option option) => All(option) is [.., var last] ? last : null;

    /// <summary>The same of one whose value is a number.</summary>
    public int? Number(Option option) => Text(option) is { } text ? ToNumber(text) : null;

    /// <summary>The values of one that may be said more than once.</summary>
    public List<string> All(Option option)
    {
        var values = new List<string>();
        foreach (var given in Options)
        {
            if (given.Option.Name == option.Name)
                values.Add(given.Value);
        }

        return values;
    }

    /// <summary>Null when the text is no whole number from 1 on.</summary>
    public static int? ToNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}

/// <param name="Value">Empty for one that has none.</param>
internal sealed record Given(Option Option, string Value);
