using PiDeployer.Values;

namespace PiDeployer.Checks.Machine;

/// <summary>The rules that take sudo's place. Nobody but root may ask polkit what it would answer, so their files are looked through, where that is allowed.</summary>
internal static class Polkit
{
    public const string Folder = "/etc/polkit-1/rules.d";

    private const int MaxBytes = 256 * 1024;

    /// <summary>What to do where a rule is missing.</summary>
    public const string Mend = "`sudo pi-deployer install --hardened` writes a rule for all units that projects.yml names";

    /// <summary>How it is known that a rule lets the service's user restart the unit; null when none can be seen.</summary>
    public static string? WhyAllowed(string unit, Site site) =>
        WhyAllowed(unit, site.ServiceUser, [Folder, "/usr/share/polkit-1/rules.d"], Path.Combine(site.Directory, "polkit.rules"));

    /// <param name="unit">As somebody named it.</param>
    /// <param name="user">Who restarts it.</param>
    /// <param name="folders">Where rules are; an install writes into the first.</param>
    /// <param name="copy">Of what the last install wrote: good for nothing where that itself can be looked for.</param>
    public static string? WhyAllowed(string unit, string user, string[] folders, string copy)
    {
        var isHidden = false;
        foreach (var folder in folders)
        {
            try
            {
                if (Directory.GetFiles(folder, "*.rules").Any(file => Allows(file, unit, user)))
                    return $"A polkit rule names {unit}";
            }
            catch (DirectoryNotFoundException)
            {
                // Nor are there any rules then.
            }
            catch (Exception e) when (FileTrouble.Is(e))
            {
                isHidden |= folder == folders[0];
            }
        }

        return isHidden && Allows(copy, unit, user) ? $"The last install wrote a polkit rule that names {unit}" : null;
    }

    /// <summary>A rule that asks for no user's name asks for a group, perhaps.</summary>
    private static bool Allows(string file, string unit, string user) => SmallFile.ReadText(file, MaxBytes) is { } rules
        && Quotes(rules, UnitName.Full(unit)) && (Quotes(rules, user) || !rules.Contains("subject.user", StringComparison.Ordinal));

    /// <summary>As a word in quotes, which the unit of another name is not that only ends the same.</summary>
    private static bool Quotes(string rules, string word) => rules.Contains($"\"{word}\"", StringComparison.Ordinal) || rules.Contains($"'{word}'", StringComparison.Ordinal);
}
