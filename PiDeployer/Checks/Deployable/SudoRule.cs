using System.Collections.Immutable;
using PiDeployer.Processes;

namespace PiDeployer.Checks.Deployable;

/// <summary>Whether sudo lets us restart a unit without a password. It is asked for what it allows, and does nothing.</summary>
internal static class SudoRule
{
    private const string File = "/etc/sudoers.d/pi-deployer";
    private const string Systemctl = "/usr/bin/systemctl";

    /// <param name="site">Where.</param>
    /// <param name="units">Which.</param>
    /// <param name="verbs">What is done with them.</param>
    /// <param name="found">Gets what comes of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task LookAsync(Site site, ImmutableArray<string> units, ImmutableArray<string> verbs, Findings found, CancellationToken cancellationToken)
    {
        var listed = await Question.AskAsync(site.Commands, new Command("sudo", ["-n", "-l"], "/"), cancellationToken);
        if (listed.Code is null)
        {
            found.Error($"sudo cannot be started: {listed.Complaint}", null, "sudo apt install sudo, as root; or do without it: pi-deployer install --hardened");
            return;
        }

        var missing = new List<string>();
        foreach (var unit in units)
        {
            foreach (var verb in verbs)
            {
                var asked = await Question.AskAsync(site.Commands, new Command("sudo", ["-n", "-l", "systemctl", verb, unit], "/"), cancellationToken);
                if (!asked.IsGood || AsksForPassword(listed.Output, $"{Systemctl} {verb} {unit}"))
                    missing.Add($"{Systemctl} {verb} {unit}");
            }
        }

        if (missing.Count == 0)
            found.Ok($"sudo lets {site.Account.Name} do that without a password", string.Join(", ", units));
        else
            found.Error($"sudo does not let {site.Account.Name} do this without a password: {string.Join(", ", missing)}", File, $"by `sudo visudo -f {File}`, the line: {Line(site.Account.Name, missing)}");
    }

    /// <summary>The line that is missing.</summary>
    public static string Line(string user, IEnumerable<string> commands) => $"{user} ALL=(root) NOPASSWD: {string.Join(", ", commands)}";

    /// <summary>
    /// A command is allowed also where a password is asked for, and sudo does not say so when it is asked for that command. Of its rules the last one that fits counts; where
    /// none names the command as it is, one with a pattern allowed it, and that is believed.
    /// </summary>
    /// <param name="listed">What <c>sudo -l</c> prints: a rule a line, <c>(root) NOPASSWD: /usr/bin/systemctl restart web</c>.</param>
    /// <param name="command">With its whole path.</param>
    public static bool AsksForPassword(string listed, string command)
    {
        bool? asks = null;
        foreach (var line in listed.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.StartsWith('(')))
        {
            var isFree = false; // What a tag says holds for the commands after it, too.
            foreach (var part in line[(line.IndexOf(')', StringComparison.Ordinal) + 1)..].Split(','))
            {
                var words = part.Trim();
                while (words.Split(' ', 2) is [var tag, var rest] && tag.EndsWith(':'))
                {
                    isFree = tag == "NOPASSWD:" || (isFree && tag != "PASSWD:");
                    words = rest.Trim();
                }

                if (words == "ALL" || words == command)
                    asks = !isFree;
            }
        }

        return asks == true;
    }
}
