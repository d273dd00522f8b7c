namespace PiDeployer.Checks;

/// <summary>Who this process is, and so whom permissions are found for.</summary>
/// <param name="Name">The user's; its number where it has none.</param>
/// <param name="Id">Its number.</param>
/// <param name="Groups">The numbers of its groups, as this process has them: a group that somebody was added to since is not among them.</param>
internal sealed record RunningUser(string Name, string Id, IReadOnlyList<string> Groups)
{
    public bool IsRoot => Id == "0";

    public static RunningUser Current()
    {
        // Real, effective, saved, of the file system: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
        var (user, group, groups) = ("", "", Array.Empty<string>());
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.Split('\t', ' ') is not [var key, .. var values])
                continue;
            if (key == "Uid:")
                user = values[1];
            else if (key == "Gid:")
                group = values[1];
            else if (key == "Groups:")
                groups = [.. values.Where(value => value.Length > 0)];
        }

        return new RunningUser(Accounts.UserName(user), user, [group, .. groups]);
    }
}
