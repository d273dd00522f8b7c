using PiDeployer.Processes;

namespace PiDeployer.Checks;

/// <summary>The mistakes in <c>.env</c> and <c>projects.yml</c>, each with its place.</summary>
internal static class ConfigurationProblems
{
    private const string Correct = "correct it there; README.md says what each setting takes";

    /// <param name="problems">As the server prints them: <c>projects.yml:LINE:COLUMN: message</c>, or a message alone.</param>
    /// <param name="directory">Where <c>.env</c> is.</param>
    /// <param name="hidden">What they may not quote.</param>
    public static GroupReport Of(IEnumerable<string> problems, string directory, Redaction hidden)
    {
        var found = new Findings("configuration", hidden);
        foreach (var problem in problems)
        {
            var at = problem.IndexOf(": ", StringComparison.Ordinal);
            var isPlace = at > 0 && !problem[..at].Contains(' ', StringComparison.Ordinal) && problem[..at].Contains('.', StringComparison.Ordinal);
            var (what, where) = (isPlace ? problem[(at + 2)..] : problem, Path.Combine(directory, isPlace ? problem[..at] : ".env"));
            found.Error(what, where, isPlace ? MendOf(what, where) : Correct);
        }

        return new GroupReport("configuration", found.Close());
    }

    /// <summary>A file that is not there, or not for us, cannot be corrected.</summary>
    private static string MendOf(string what, string where) =>
        what.StartsWith("there is no file ", StringComparison.Ordinal) ? "`pi-deployer init` writes one"
        : what.StartsWith("cannot be read: ", StringComparison.Ordinal) ? $"see whom it lets read it: ls -l {where} ; the server's user has to be among them, and whoever checks"
        : Correct;
}
