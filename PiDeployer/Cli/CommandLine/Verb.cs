using System.Collections.Immutable;

namespace PiDeployer.Cli.CommandLine;

/// <summary>A command: the word for it, and all that there is to say of it. What it does is not here.</summary>
/// <param name="Name">The word.</param>
/// <param name="Summary">What it does, as half a line for people.</param>
internal sealed record Verb(string Name, string Summary)
{
    /// <summary>What else there is to know: full sentences, a paragraph each.</summary>
    public ImmutableArray<string> About { get; init; } = [];

    public ImmutableArray<Argument> Arguments { get; init; } = [];

    public ImmutableArray<Option> Options { get; init; } = [];

    public ImmutableArray<Example> Examples { get; init; } = [];

    /// <summary>With what it ends beside 0, which means that it did what it was asked, and 64.</summary>
    public ImmutableArray<Ending> Endings { get; init; } = [];

    /// <summary>Whether it is for programs, and not in the list.</summary>
    public bool IsHidden { get; init; }

    /// <summary><c>logs NAME|ID</c>.</summary>
    public string Spelled
    {
        get
        {
            var spelled = Name;
            foreach (var argument in Arguments)
                spelled += $" {argument.Spelled}";
            return spelled;
        }
    }
}

/// <param name="Line">What to type.</param>
/// <param name="Purpose">What for.</param>
internal sealed record Example(string Line, string Purpose);

/// <param name="Code">One of <see cref="ExitCodes"/>.</param>
/// <param name="When">What has happened then.</param>
internal sealed record Ending(int Code, string When);

/// <summary>Commands under a headline.</summary>
internal sealed record VerbGroup(string Title, ImmutableArray<Verb> Verbs);
