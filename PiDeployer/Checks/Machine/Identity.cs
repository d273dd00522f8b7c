namespace PiDeployer.Checks.Machine;

/// <summary>For whom the findings hold.</summary>
internal static class Identity
{
    public static void Look(Site site, Findings found)
    {
        var user = site.Account.Name;
        if (site.Unit is { } unit && unit.User != user)
        {
            found.Warning(
                $"These checks run as {user}, but the service runs as {unit.User}: "
                    + (site.IsForAnother ? "checkouts, their remotes and sudo's rules are that user's, and are not looked at" : $"what is said of files, git, docker and sudo holds for {user} only"),
                ServiceUnit.Name,
                $"cd {site.Directory} && sudo -u {unit.User} {Environment.ProcessPath ?? "pi-deployer"} check");
        }
        else
        {
            found.Ok($"These checks run as {user}", null);
        }
    }
}
