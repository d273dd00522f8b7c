using System.Globalization;

namespace PiDeployer.Checks.Deployable;

/// <summary>What <c>git status --porcelain=v2 --branch</c> says: <see href="https://git-scm.com/docs/git-status#_porcelain_format_version_2"/>.</summary>
/// <param name="Branch">Null when none is checked out.</param>
/// <param name="Upstream">Which one it follows: <c>origin/main</c>; null when none.</param>
/// <param name="Ahead">How many commits it has that the one it follows did not have when they were compared last.</param>
/// <param name="Changed">How many tracked files are not as they were committed.</param>
internal sealed record GitStatus(string? Branch, string? Upstream, int Ahead, int Changed)
{
    public static GitStatus Parse(string text)
    {
        var status = new GitStatus(null, null, 0, 0);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            status = line.Split(' ') switch
            {
                ["#", "branch.head", "(detached)"] => status,
                ["#", "branch.head", var branch] => status with { Branch = branch },
                ["#", "branch.upstream", var upstream] => status with { Upstream = upstream },
                ["#", "branch.ab", var ahead, _] => status with { Ahead = int.TryParse(ahead, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0 },
                ["#", ..] => status,
                _ => status with { Changed = status.Changed + 1 },
            };
        }

        return status;
    }
}
