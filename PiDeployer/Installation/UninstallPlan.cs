using System.Collections.Immutable;

namespace PiDeployer.Installation;

/// <summary>From what there is to what has to go. Nothing goes that an install has not made.</summary>
internal static class UninstallPlan
{
    public static Plan Make(UninstallFacts facts, bool isPurge)
    {
        ImmutableArray<string> problems = facts.IsRoot ? [] : ["only root can remove a service: call it with sudo"];
        if (facts.InstalledIn is { } folder && folder != facts.Place.Directory)
            return new Plan([.. problems, $"it is installed in {folder}, and the service would go with it. Leave out --directory; what was kept elsewhere can be removed after that"], [], []);
        var (changes, left) = (ImmutableArray.CreateBuilder<Change>(), ImmutableArray.CreateBuilder<string>());
        if (facts.InstalledIn is not null)
        {
            changes.Add(new Change.Run("stop it, and have it start no more; what is being deployed has 10 s to finish", "systemctl", ["disable", "--now", "--quiet", Service.Name]));
            changes.Add(new Change.Remove(Place.Unit));
            changes.Add(new Change.Run("tell systemd of it", "systemctl", ["daemon-reload"]));
        }

        foreach (var path in facts.Replaceable)
            changes.Add(new Change.Remove(path));
        foreach (var path in facts.Precious)
        {
            if (isPurge)
                changes.Add(new Change.Remove(path));
            else
                left.Add($"Kept: {path}");
        }

        foreach (var path in facts.Strange)
        {
            if (!facts.Named.Contains(path))
                left.Add($"Left, since it is not pi-deployer's: {path}");
        }

        foreach (var path in facts.Named)
            left.Add($"Left, since .env names it, and what else is in there only you know: {path}");
        if (facts.IsInsecure)
            left.Add($"Left, since others than root may change what root would remove there: {facts.Place.Directory}");
        if (facts is { HasFolder: true, IsInsecure: false } && facts.Strange.IsEmpty && (isPurge || facts.Precious.IsEmpty))
            changes.Add(new Change.Remove(facts.Place.Directory));
        if (isPurge && facts.Made is { } made)
            changes.Add(new Change.Run($"remove the user {made.Name} with all that is in {made.Home}", "userdel", ["--remove", made.Name]));
        else if (facts.Made is not null)
            left.Add($"Kept: the user {Account.OurName}");
        if (facts.DockerUser is { } user && (user != facts.Made?.Name || !isPurge))
            left.Add($"Left: {user} is in the group docker, whose members can do all that root can; `sudo gpasswd --delete {user} docker` ends that.");
        if (!isPurge && left.Count > 0)
            left.Add($"`uninstall --purge{(facts.Place.Directory == Place.Usual ? "" : $" --directory {facts.Place.Directory}")}` removes what was kept, too; an install takes up what is there.");
        return new Plan(problems, changes.ToImmutable(), left.ToImmutable()) { WhenNothing = "No service is installed; nothing to remove." };
    }
}
