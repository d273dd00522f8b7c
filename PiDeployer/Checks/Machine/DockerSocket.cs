using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Checks.Machine;

/// <summary>Whether this user may speak to Docker's daemon, which is to say, whether it may do anything on this machine.</summary>
internal static class DockerSocket
{
    private const string Usual = "/var/run/docker.sock";
    private const string Scheme = "unix://";

    /// <summary>False where there is no use in asking further.</summary>
    public static bool Look(Site site, Findings found)
    {
        var host = site.Commands.Environment.GetValueOrDefault("DOCKER_HOST", "");
        if (host.Length > 0 && !host.StartsWith(Scheme, StringComparison.Ordinal))
            return true; // Over the network or ssh; the engine itself will say.
        var path = host.Length > 0 ? host[Scheme.Length..] : Usual;
        if (!FileKind.IsSocket(path))
        {
            // A context of the user's may name another one; then docker itself knows better.
            if (host.Length == 0)
                return true;
            found.Error("Docker's daemon has no socket there; does it run?", path, "sudo systemctl enable --now docker");
            return false;
        }

        if (Permission.ToWrite(path) && Permission.ToRead(path))
            return true;
        var group = FileStatus.TryRead(path, throughLinks: true, out var status) ? status.Group.ToString(CultureInfo.InvariantCulture) : "";
        Refuse(path, site.Account, group, Accounts.GroupName(group), Accounts.IsMember(site.Account.Name, group), found);
        return false;
    }

    /// <param name="path">The socket's.</param>
    /// <param name="account">Who may not use it.</param>
    /// <param name="group">The number of the group that may.</param>
    /// <param name="groupName">Its name.</param>
    /// <param name="isMember">Whether the machine's files have the user in it.</param>
    /// <param name="found">Gets what comes of it.</param>
    public static void Refuse(string path, RunningUser account, string group, string groupName, bool isMember, Findings found)
    {
        if (isMember && !account.Groups.Contains(group))
        {
            found.Error(
                $"{account.Name} was added to the group {groupName}, but this session began before that, so docker is closed to it",
                path,
                "log out and in again; for the service: sudo systemctl restart pi-deployer");
        }
        else
        {
            found.Error($"{account.Name} may not use docker: the socket is for the group {groupName}", path, $"sudo usermod -aG {groupName} {account.Name}, then log in again, or restart the service");
        }
    }
}
