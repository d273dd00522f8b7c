namespace PiDeployer.Cli.CommandLine;

/// <summary>What a command is about, by its place behind the command.</summary>
/// <param name="Name">What help calls it.</param>
/// <param name="Summary">A line for people.</param>
internal sealed record Argument(string Name, string Summary)
{
    public bool IsOptional { get; init; }

    /// <summary>Whether there may be several; only the last one of a command may.</summary>
    public bool Repeats { get; init; }

    /// <summary>Whether an empty one means something.</summary>
    public bool CanBeEmpty { get; init; }

    /// <summary>What a shell completes it with.</summary>
    public Completes Completes { get; init; }

    /// <summary><c>NAME</c>, <c>[NAME]</c>, <c>[NAME...]</c>.</summary>
    public string Spelled => (IsOptional, Repeats) switch
    {
        (false, false) => Name,
        (false, true) => $"{Name}...",
        (true, false) => $"[{Name}]",
        (true, true) => $"[{Name}...]",
    };
}
