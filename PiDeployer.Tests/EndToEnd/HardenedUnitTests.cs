using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The unit of <c>install --hardened</c>: what it forbids, and what works all the same.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
public sealed class HardenedUnitTests : IDisposable
{
    private const string ProjectsFile = "/opt/pi-deployer/projects.yml";

    private const string Projects = """
        projects:
          - { name: web, repo: ann/web, path: /home/pi/web, deploy_mode: systemd }
          - { name: pages, repo: ann/web, path: /home/pi/web, deploy_mode: pull-only }
          - { name: look, repo: ann/look, path: /home/pi, deploy_mode: script-only, deploy_script: look }
          - { name: shop, path: /home/pi/web, deploy_mode: blue-green, service_name: 'shop@', blue_green: { ports: [8081, 8082] }, haproxy: { socket: /run/haproxy.sock } }
        """;

    /// <summary>Each line is what a deployment's own process may do: 0, or else what it was told.</summary>
    private const string Look = """
        try() { local said; if said=$("$@" 2>&1); then echo "$1 $2: may"; else echo "$1 $2: $said"; fi; }
        try sudo -n true
        try unshare -Ur true
        try touch /usr/x
        try touch /etc/x
        try touch /proc/sys/kernel/x
        try touch /home/pi/x
        try chown pi /home/pi/x
        try test -e /dev/kmsg
        """;

    private readonly TempDirectory shared = new();

    [Theory(Timeout = 540_000)]
    [InlineData("bookworm")]
    [InlineData("trixie")]
    public async Task It_forbids_what_it_can_and_deploys_all_the_same(string suite)
    {
        Assert.SkipUnless(ProgramUnderTest.IsNative, "The unit starts one native binary; the run against that has this test.");
        Assert.SkipWhen(SystemdMachine.FreshMissingReasonOf(suite) is not null, SystemdMachine.FreshMissingReasonOf(suite) ?? "");
        await using var pi = await UnitMachine.BootAsync(suite, shared);
        pi.Write(ProjectsFile, Projects);
        pi.WriteScript("/home/pi/look", Look);
        pi.Install("--no-start");
        pi.Exposure().ShouldBeInRange(3.1, 8.5, "the unit itself, which allows sudo");
        pi.Install("--hardened", "--dry-run").ShouldContain("by which it may restart web.service, shop@blue.service, shop@green.service");
        pi.TryRoot("test", "-e", "/etc/systemd/system/pi-deployer.service.d").Code.ShouldBe(1, "a dry run does nothing");
        pi.Install("--hardened");

        ShouldBeClosed(pi);
        ShouldForbid(pi);
        ShouldDeploy(pi);
        ShouldAllowWhatTheProjectsNameAndNothingElse(pi);
        await ShouldBeKeptAsync(pi);
    }

    public void Dispose() => shared.Dispose();

    private static void ShouldBeClosed(UnitMachine pi)
    {
        pi.Exposure().ShouldBeLessThanOrEqualTo(3.0);
        var process = pi.Show("MainPID");
        var status = pi.Root("cat", $"/proc/{process}/status");
        foreach (var line in new[] { "NoNewPrivs:\t1", "Seccomp:\t2", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000" })
            status.ShouldContain(line);
        // Root itself, put in the service's place.
        foreach (var place in new[] { "/usr", "/etc", "/boot", "/proc/sys/kernel", "/sys/fs/cgroup" })
            pi.TryRoot("nsenter", "-t", process, "-m", "--", "bash", "-c", $"test -d {place} && ! test -w {place}").Code.ShouldBe(0, $"{place} is read-only");
        foreach (var place in new[] { "/home/pi/web", "/opt/pi-deployer", "/var/lib/pi-deployer", "/var/log/pi-deployer" })
            pi.Root("nsenter", "-t", process, "-m", "--", "test", "-w", place);
    }

    private static void ShouldForbid(UnitMachine pi)
    {
        var answer = pi.Deploy("look");
        ((bool?)answer["success"]).ShouldBe(true, answer.ToString());
        var seen = pi.Get("/logs/look");

        seen.ShouldContain("no new privileges", Case.Sensitive, "sudo");
        seen.ShouldContain("unshare -Ur: unshare: unshare failed: Operation not permitted", Case.Sensitive, seen);
        seen.ShouldContain("touch: cannot touch '/usr/x': Read-only file system", Case.Sensitive, seen);
        seen.ShouldContain("touch: cannot touch '/etc/x': Read-only file system", Case.Sensitive, seen);
        seen.ShouldContain("touch /home/pi/x: may", Case.Sensitive, seen);
        seen.ShouldContain("chown pi: may", Case.Sensitive, seen);
        seen.ShouldNotContain("test -e: may", Case.Sensitive, "no device");
    }

    private static void ShouldDeploy(UnitMachine pi)
    {
        pi.Check().ShouldContain("The last install wrote a polkit rule that names web");
        pi.Journal().ShouldMatch("check: [0-9]+ errors?, [0-9]+ warnings?, [0-9]+ ok");
        pi.Journal().ShouldNotContain("check: service:");
        pi.ShouldRestart("web");
        var pulled = pi.Deploy("pages");
        ((bool?)pulled["success"]).ShouldBe(true, pulled.ToString());
    }

    private static void ShouldAllowWhatTheProjectsNameAndNothingElse(UnitMachine pi)
    {
        pi.TryPi("systemctl --no-ask-password stop shop@blue").ShouldBe((0, ""));
        foreach (var command in new[] { "stop web", "restart api", "restart shop@red", "stop pi-deployer" })
            pi.TryPi($"systemctl --no-ask-password {command}").Output.ShouldContain("nteractive authentication required", Case.Sensitive, command);
    }

    /// <summary>And what is new in projects.yml, which is pi's, is allowed when root asks for it, and not before.</summary>
    private static async Task ShouldBeKeptAsync(UnitMachine pi)
    {
        var process = pi.Show("MainPID");
        pi.Write(ProjectsFile, $"{Projects}\n  - {{ name: api, repo: ann/web, path: /home/pi/web, deploy_mode: systemd }}\n");
        pi.Systemctl("reload");
        await Eventually.TrueAsync(() => pi.Show("StatusText").StartsWith("5 projects", StringComparison.Ordinal), "five projects after the reload");
        ((string?)pi.Deploy("api")["error"]).ShouldNotBeNull().ShouldContain("no polkit rule lets pi restart api: `sudo pi-deployer install --hardened` writes one");
        pi.Check().ShouldContain("no polkit rule can be seen that lets pi restart api");

        pi.Install().ShouldContain("`sudo pi-deployer install --hardened` would add api.service");
        pi.TryPi("systemctl --no-ask-password restart api").Code.ShouldNotBe(0, "an install alone adds nothing");
        pi.Install("--hardened").ShouldContain("shop@green.service, api.service; new in it: api.service");
        pi.Show("MainPID").ShouldBe(process, "it need not know");
        await Eventually.TrueAsync(() => pi.TryPi("systemctl --no-ask-password restart api").Code == 0, "polkit has read the rule");
        pi.ShouldRestart("api");
        pi.Install().ShouldContain("Everything is there already; nothing to change.");
        pi.Show("NoNewPrivileges").ShouldBe("yes");

        pi.Root("pi-deployer", "uninstall");
        pi.TryRoot("ls", "/etc/systemd/system/pi-deployer.service.d", "/etc/polkit-1/rules.d/50-pi-deployer.rules", "/opt/pi-deployer/polkit.rules").Code.ShouldBe(2, "all of it is gone");
    }
}
