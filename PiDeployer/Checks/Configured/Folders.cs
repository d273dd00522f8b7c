using PiDeployer.Checks.Machine;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Checks.Configured;

/// <summary>Whether we can write where we have to, and for how long there is room.</summary>
internal static class Folders
{
    public static void Look(Site site, Findings found)
    {
        Judge("STATE_DIR", "what has to survive a restart", site.StateDirectory, site.Account, found);
        Judge("LOG_DIR", "logs", site.LogDirectory, site.Account, found);
        if (site.Any(project => project.BlueGreen?.Proxy is ProxySettings.Caddy || project.Environments?.Proxy is ProxySettings.Caddy))
            Judge("ROUTES_DIR", "what Caddy reads", site.RoutesDirectory, site.Account, found);
    }

    private static void Judge(string variable, string what, string path, RunningUser account, Findings found)
    {
        if (File.Exists(path))
            found.Error($"{variable} is a file, and has to be a folder", path, $"name another one with {variable}");
        else if (!Permission.ToFill(DiskRoom.Nearest(path)))
            found.Error($"{variable} is not writable for {account.Name}", path, $"sudo install -d -o {account.Name} {path}");
        else
            DiskRoom.Look(what, path, found);
    }
}
