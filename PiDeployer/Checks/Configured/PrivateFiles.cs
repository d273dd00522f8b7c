using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Checks.Configured;

/// <summary>Whether the files with secrets in them are for us alone: <c>.env</c>, what the <c>…_FILE</c> variables name, and a <c>projects.yml</c> with a secret written out in it.</summary>
internal static class PrivateFiles
{
    private const string Root = "root";

    public static void Look(Site site, Findings found)
    {
        var env = Path.Combine(site.Directory, ".env");
        if (File.Exists(env))
            Judge(env, site, found);
        foreach (var file in site.SecretFiles.Where(File.Exists))
            Judge(file, site, found);
        if (HoldsSecrets(site))
            Judge(site.ProjectsFile, site, found);
    }

    private static void Judge(string path, Site site, Findings found)
    {
        if (!FileStatus.TryRead(path, throughLinks: true, out var status))
            return;
        var owner = Accounts.UserName(Number(status.Owner));
        var user = site.ServiceUser;
        var mode = (UnixFileMode)(status.Mode & 0xFFF);
        if ((mode & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0 && IsInReach(path, null))
            found.Error($"Every user of this machine can {((mode & UnixFileMode.OtherWrite) != 0 ? "change" : "read")} this file, and it holds secrets", path, Mend());
        else if ((mode & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite)) != 0 && Strangers(status.Group, owner, user) && IsInReach(path, status.Group))
            found.Warning($"Others in the group {Accounts.GroupName(Number(status.Group))} can {((mode & UnixFileMode.GroupWrite) != 0 ? "change" : "read")} this file, and it holds secrets", path, Mend());
        else if (owner != user && (site.IsForAnother ? !MayRead() : owner != Root && !site.Account.IsRoot))
            found.Warning($"This file holds secrets, and belongs to {owner} and not to {user}", path, Mend());
        else
            found.Ok("Its secrets are kept from other users", path);

        bool MayRead() => mode.HasFlag(UnixFileMode.OtherRead) || (mode.HasFlag(UnixFileMode.GroupRead) && Accounts.Members(Number(status.Group)).Contains(user));

        // Who may no longer read it as one of the others has to be its owner, or the server does not start again.
        string Mend() => owner == user && (site.Account.IsRoot || site.Account.Name == owner) ? $"chmod 600 {path}" : $"sudo chown {user} {path} && sudo chmod 600 {path}";
    }

    /// <summary>Whether the group has anybody in it besides those who may read the file anyway.</summary>
    private static bool Strangers(uint group, string owner, string user) => Accounts.Members(Number(group)).Any(member => member != owner && member != user && member != Root);

    /// <summary>Whether others get as far as the file's folder, or those of a group.</summary>
    private static bool IsInReach(string path, uint? group)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (!FileStatus.TryRead(folder, throughLinks: true, out var status))
                continue;
            var needed = status.Group == group ? UnixFileMode.GroupExecute : UnixFileMode.OtherExecute;
            if (((UnixFileMode)status.Mode & needed) == 0)
                return false;
        }

        return true;
    }

    private static string Number(uint id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A secret that <c>${VAR}</c> brings in does not stand in the file.</summary>
    private static bool HoldsSecrets(Site site)
    {
        try
        {
            return SmallFile.ReadText(site.ProjectsFile, Projects.ProjectsFile.MaxBytes) is { } text
                && site.Catalog.Secrets.Concat(site.Catalog.Channels.SelectMany(channel => channel.Target.Secrets)).Any(secret => text.Contains(secret.Reveal(), StringComparison.Ordinal));
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return false; // It was read a moment ago; whoever took it away will be told by the next reading.
        }
    }
}
