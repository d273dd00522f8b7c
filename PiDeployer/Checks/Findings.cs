using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Checks;

/// <summary>What one check has found so far, without the secrets that it may quote. A check that runs out of time keeps what it had, and what it says afterwards is lost.</summary>
/// <param name="check">Its name.</param>
/// <param name="known">The secrets that are known beforehand.</param>
internal sealed class Findings(string check, Redaction known)
{
    private readonly Lock gate = new();
    private readonly List<Finding> found = [];
    private readonly Redaction hidden = known.OfItsOwn();
    private bool isClosed;

    public void Ok(string what, string? where) => Add(new Finding(check, Severity.Ok, what, where, null));

    public void Warning(string what, string? where, string? mend) => Add(new Finding(check, Severity.Warning, what, where, mend));

    public void Error(string what, string? where, string? mend) => Add(new Finding(check, Severity.Error, what, where, mend));

    /// <summary>Keeps one that the check came upon out of what it finds from now on.</summary>
    public void Hide(string text)
    {
        if (Secret.TryCreate(text, out var secret))
            hidden.Learn([secret]);
    }

    /// <summary>All of them, and the end.</summary>
    public Finding[] Close()
    {
        lock (gate)
        {
            isClosed = true;
            return [.. found];
        }
    }

    private void Add(Finding finding)
    {
        var shown = finding with { What = hidden.Apply(finding.What), Where = Apply(finding.Where), Mend = Apply(finding.Mend) };
        lock (gate)
        {
            if (!isClosed)
                found.Add(shown);
        }
    }

    private string? Apply(string? text) => text is null ? null : hidden.Apply(text);
}
