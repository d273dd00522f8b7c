using System.Collections.Immutable;

namespace PiDeployer.Processes;

/// <summary>A program to run: what, with which arguments, where. No shell reads it, so nothing in it needs quoting.</summary>
/// <param name="Program">A path, or a name looked up in <c>PATH</c>.</param>
/// <param name="Arguments">As the program will see them.</param>
/// <param name="WorkingDirectory">Absolute; must exist when the command starts.</param>
internal sealed record Command(string Program, ImmutableArray<string> Arguments, string WorkingDirectory)
{
    /// <summary>Variables set on top of the runner's environment.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What it reads from its standard input before the end of it; as a rule nothing. At most 64 KiB, which a pipe takes whether or not somebody reads.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>As a person would have typed it; for logs only.</summary>
    public override string ToString() => Arguments.IsEmpty ? Program : $"{Program} {string.Join(' ', Arguments)}";
}
