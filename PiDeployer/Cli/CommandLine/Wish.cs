namespace PiDeployer.Cli.CommandLine;

/// <summary>What a command line says.</summary>
internal abstract record Wish
{
    internal sealed record Run(Invocation Invocation) : Wish;

    /// <param name="Verb">Null for all of them.</param>
    internal sealed record Help(Verb? Verb) : Wish;

    internal sealed record Version : Wish;

    /// <param name="Problem">What is wrong, and what to read: lines ready to print.</param>
    internal sealed record Nonsense(string Problem) : Wish;
}
