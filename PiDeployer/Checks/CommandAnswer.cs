namespace PiDeployer.Checks;

/// <summary>What a command answered.</summary>
/// <param name="Code">Its exit code; null when it could not be started.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it complained of; when it could not be started, why.</param>
internal sealed record CommandAnswer(int? Code, string Output, string Errors)
{
    public bool IsGood => Code == 0;

    /// <summary>The first line that says something; empty when none does.</summary>
    public string Complaint => FirstLine(Errors) is { Length: > 0 } line ? line : FirstLine(Output);

    private static string FirstLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";
}
