namespace PiDeployer.Cli.Client;

/// <summary>Which deployment somebody means who names a project.</summary>
internal abstract record Meant
{
    internal sealed record One(string Id) : Meant;

    /// <param name="ExitCode">Why there is none has been told.</param>
    internal sealed record None(int ExitCode) : Meant;
}
