using System.Collections.Immutable;

namespace PiDeployer.Installation;

/// <summary>All that is in the way of an install, and how to mend it.</summary>
internal static class InstallProblems
{
    public static ImmutableArray<string> Of(InstallFacts facts, InstallOptions options)
    {
        var (place, problems) = (facts.Place, ImmutableArray.CreateBuilder<string>());
        if (!facts.IsRoot)
            problems.Add("only root can install a service: call it with sudo");
        if (!facts.HasSystemd)
            problems.Add("this machine was not started by systemd, so there is nobody to run the service. `pi-deployer init` makes the files, and whatever starts programs here can start `pi-deployer`");
        if (facts.Self is null)
            problems.Add("this is the build for developers, which is many files. `./publish.sh` makes the one that can be installed");
        if (facts.Account is null && facts.User != Account.OurName)
            problems.Add($"there is no user '{facts.User}'. `sudo adduser {facts.User}` makes one; without --user it is who calls sudo");
        else if (facts.Account is { IsRoot: true })
            problems.Add($"{facts.User} shall not run it: deployments run what others push, and as root they could do everything. `--user NAME` names a person; without it, it is who calls sudo");
        else if (facts.Account is { IsNobody: true })
            problems.Add($"{facts.User} shall not run it: that user has no home for checkouts and a key, and is shared by others. `--user NAME` names a person; without it, it is who calls sudo");
        if (place.Directory == "/" || !IsPlain(place.Directory))
            problems.Add($"{place.Directory} cannot be the folder: --directory takes an absolute path of letters, digits, '.', '_' and '-'");
        if (facts.Stranger is { } stranger)
            problems.Add($"{place.Directory} is used for something else: there is {stranger}, and nothing of pi-deployer's. --directory names another folder");
        problems.AddRange(facts.Insecure);
        if (facts.Link is { } link && link != place.Program)
            problems.Add($"{Place.Link} is something else{(link.Length > 0 ? $", a link to {link}" : "")}. Move it out of the way");
        if (facts.Unit is { } unit && !UnitFile.IsOurs(unit))
            problems.Add($"{Place.Unit} is of something else. Move it out of the way");
        else if (UnitFile.Folder(facts.Unit) is { } directory && directory != place.Directory)
            problems.Add($"it is installed in {directory} already. Leave out --directory, or `sudo pi-deployer uninstall` first, which keeps your files");
        if (facts.IsPortTaken && options.Starts)
        {
            problems.Add($"port {facts.Address.Port} is taken by another program, which `sudo ss -ltnp 'sport = :{facts.Address.Port}'` shows. End that, "
                + $"or choose another port: `sudo pi-deployer init --directory {place.Directory}`, DEPLOYER_PORT in {place.EnvFile}, and this again");
        }

        problems.AddRange(facts.Hardening.Plan.Problems);
        problems.AddRange(facts.Files.Problems);
        return problems.ToImmutable();
    }

    /// <summary>A unit has its own meaning for blanks, quotes and percent signs.</summary>
    private static bool IsPlain(string path)
    {
        foreach (var character in path)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('/' or '.' or '_' or '-'))
                return false;
        }

        return true;
    }
}
