using PiDeployer.Checks.Configured;
using PiDeployer.Checks.Deployable;
using PiDeployer.Checks.Machine;
using PiDeployer.Projects;

namespace PiDeployer.Checks;

/// <summary>Which checks a site needs, in the order in which people read their findings.</summary>
/// <param name="http">Asks services how they are.</param>
/// <param name="onlyQuick">Whether those are left out that take time, or a network.</param>
internal sealed class CheckList(HttpClient http, bool onlyQuick)
{
    public IEnumerable<CheckGroup> Of(Site site)
    {
        yield return Group("machine", OfMachine(site));
        yield return Group("configuration", OfConfiguration(site));
        foreach (var project in site.Projects)
            yield return Group($"project {project.Name}", OfProject(site, project));
    }

    private CheckGroup Group(string title, IEnumerable<Check> checks) => new(title, [.. checks.Where(check => check.IsQuick || !onlyQuick)]);

    private static IEnumerable<Check> OfMachine(Site site)
    {
        yield return Check.Quick("identity", "for whom the findings hold", found => Identity.Look(site, found)) with { IsQuick = false }; // Of the unit nobody asks before a start.
        yield return Check.Quick("service", "how systemd starts the server", found => Service.Look(site, found)) with { IsQuick = false };
        yield return Check.Quick("clock", "whether the clock is right", found => WallTime.Look(site, found));
        if (site.Any(project => project.Pulls))
            yield return new Check("git", "whether git works", (found, token) => GitProgram.LookAsync(site, found, token)) { IsQuick = true, Mend = "git --version" };
        if (site.Any(project => project.Compose.Engine == ContainerEngine.Docker && (project.RunsCompose || project.RunsStack)))
            yield return new Check("docker", "whether docker answers", (found, token) => DockerProgram.LookAsync(site, found, token)) { Mend = "see whether it answers you: docker version ; sudo systemctl status docker" };
        if (site.Any(project => project.Compose.Engine == ContainerEngine.Podman && project.RunsCompose))
            yield return new Check("podman", "whether podman answers", (found, token) => PodmanProgram.LookAsync(site, found, token)) { Mend = "see whether it answers you: podman version" };
        if (site.Any(project => project.RunsStack))
            yield return new Check("swarm", "whether this machine is in a swarm", (found, token) => DockerProgram.LookAtSwarmAsync(site, found, token)) { Mend = "see whether it answers you: docker info" };
    }

    private static IEnumerable<Check> OfConfiguration(Site site)
    {
        yield return Check.Quick("files", "whether others can read secrets", found => PrivateFiles.Look(site, found)) with { Where = site.Directory };
        yield return Check.Quick("secrets", "whether secrets can be guessed", found => SecretStrength.Look(site, found));
        yield return Check.Quick("reachable", "what is configured and does nothing", found => Reachability.Look(site, found));
        yield return Check.Quick("folders", "whether there is room to write", found => Folders.Look(site, found));
        yield return new Check("port", "whether the server can listen", (found, token) => Listening.LookAsync(site, found, token)) { IsQuick = true };
        yield return Check.Quick("mail", "whether the mail program is there", found => Mailer.Look(site, found));
    }

    private IEnumerable<Check> OfProject(Site site, Project project)
    {
        var path = project.Path;
        var inItsFolder = $"is its disk well? As {site.Account.Name}: ls {path}";
        if (project.Pulls && !site.IsForAnother)
        {
            yield return new Check("checkout", "how the checkout is", (found, token) => CheckoutState.LookAsync(site, project, found, token))
            {
                IsQuick = true,
                Where = path,
                Mend = $"as {site.Account.Name}: git -C {path} status",
            };
            yield return new Check("remote", "whether the remote answers", (found, token) => Remote.LookAsync(site, project, found, token))
            {
                IsVital = true,
                Where = path,
                Mend = $"as {site.Account.Name}: git -C {path} ls-remote",
            };
        }
        else
        {
            yield return Check.Quick("folder", "whether the project's folder is there", found => Folder(project, found)) with { Where = path, Mend = inItsFolder };
        }

        if (Directory.Exists(path))
            yield return Check.Quick("disk", "how much room there is for its files", found => DiskRoom.Look("its files", path, found)) with { Where = path, Mend = inItsFolder };
        yield return Check.Quick("variables", "whether the files with its variables can be read", found => VariableFiles.Look(project, found)) with { Where = path, Mend = inItsFolder };
        if (project.Script is not null)
            yield return Check.Quick("script", "whether its script can be started", found => ScriptFile.Look(site, project, found)) with { Where = project.Script, Mend = inItsFolder };
        if (project.RunsCompose || project.RunsStack)
            yield return new Check("compose", "whether compose understands the project's files", (found, token) => ComposeSyntax.LookAsync(site, project, found, token)) { Where = path, Mend = "see what it says there: docker compose config --quiet" };
        if (!project.Units.IsEmpty)
            yield return new Check("unit", "whether its units can be restarted", (found, token) => Units.LookAsync(site, project, found, token)) { Mend = "does systemd answer you? `systemctl status`" };
        if (project.BlueGreen is not null || project.Environments is not null)
            yield return new Check("proxy", "whether the proxy answers", (found, token) => ProxyAnswer.LookAsync(site, project, found, token));
        if (project.HealthCheck is not null)
            yield return new Check("health", "whether the health check's address answers", (found, token) => HealthAddress.LookAsync(http, site, project, found, token)) { Mend = "`curl -i` asks it" };
    }

    private static void Folder(Project project, Findings found)
    {
        if (!Directory.Exists(project.Path))
            found.Error("There is no such folder", project.Path, $"make it: mkdir -p {project.Path}");
    }
}
