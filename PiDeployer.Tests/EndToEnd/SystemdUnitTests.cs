using System.Globalization;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The unit as <c>install</c> writes it, under the systemd of either Debian that Raspberry Pi OS is made of.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
[Takes(100)]
public sealed class SystemdUnitTests : IDisposable
{
    private const string ProjectsFile = "/opt/pi-deployer/projects.yml";

    private const string Projects = """
        projects:
          - { name: web, repo: ann/web, path: /home/pi/web, deploy_mode: systemd }
          - { name: slow, repo: ann/slow, path: /home/pi, deploy_mode: script-only, deploy_script: slow }
        """;

    private readonly TempDirectory shared = new();

    [Theory(Timeout = 540_000)]
    [InlineData("bookworm", "252", false)]
    [InlineData("trixie", "257", true)]
    public async Task It_serves_deploys_reloads_comes_back_and_stops(string suite, string version, bool stopsInAHurry)
    {
        Assert.SkipUnless(ProgramUnderTest.IsNative, "The unit starts one native binary; the run against that has this test.");
        Assert.SkipWhen(SystemdMachine.FreshMissingReasonOf(suite) is not null, SystemdMachine.FreshMissingReasonOf(suite) ?? "");
        await using var pi = await UnitMachine.BootAsync(suite, shared);
        pi.Root("systemctl", "--version").ShouldStartWith($"systemd {version} ");
        pi.Write(ProjectsFile, Projects);
        pi.WriteScript("/home/pi/slow", "sleep 1001 &\nsleep 1002");

        ShouldBeReadyWhenStarted(pi);
        ShouldRestartServicesBySudo(pi);
        await ShouldReloadAsync(pi);
        await ShouldComeBackAsync(pi);
        await ShouldStopInTimeAsync(pi, stopsInAHurry);

        pi.Write(ProjectsFile, "projects: [{}]");
        pi.TryRoot("systemctl", "start", UnitMachine.Unit).Code.ShouldNotBe(0);
        pi.Show("ExecMainStatus").ShouldBe("78");
        pi.Show("NRestarts").ShouldBe("0", "a mistake does not get better by trying again");
    }

    public void Dispose() => shared.Dispose();

    private static void ShouldBeReadyWhenStarted(UnitMachine pi)
    {
        pi.Install("--no-start");
        pi.Root("chmod", "644", "/opt/pi-deployer/.env");
        pi.Systemctl("start");
        pi.Get("/health").ShouldContain("\"status\":\"ok\"");
        pi.Show("StatusText").ShouldBe("2 projects at http://127.0.0.1:5000");
        // What it found before the start, as the service's user and within its limits.
        pi.Journal().ShouldContain("check: configuration: Every user of this machine can read this file, and it holds secrets (/opt/pi-deployer/.env)");
        pi.Journal().ShouldMatch("check: [0-9]+ errors?, [0-9]+ warnings?, [0-9]+ ok");
    }

    private static void ShouldRestartServicesBySudo(UnitMachine pi)
    {
        const string rule = "pi ALL=(root) NOPASSWD: /usr/bin/systemctl restart web";
        pi.Check().ShouldContain($"by `sudo visudo -f /etc/sudoers.d/pi-deployer`, the line: {rule}");
        ((string?)pi.Deploy("web")["error"]).ShouldNotBeNull().ShouldContain(rule);

        pi.Write("/etc/sudoers.d/pi-deployer", $"{rule}\n");
        var allowed = pi.Check();
        allowed.ShouldContain("sudo lets pi do that without a password");
        allowed.ShouldContain("where: /var/lib/pi-deployer\n", Case.Sensitive, "the unit's own folder, which a shell knows nothing of");
        allowed.ShouldContain("The server runs");
        pi.ShouldRestart("web");
        pi.Root("stat", "-c", "%a", "/home/pi/web/page.html").ShouldBe("644", "a web server of another user has to read what was pulled");
    }

    private static async Task ShouldReloadAsync(UnitMachine pi)
    {
        var process = pi.Show("MainPID");
        pi.Write(ProjectsFile, $"{Projects}\n  - {{ name: other, repo: ann/other, path: /home/pi/other, deploy_mode: pull-only }}\n");
        pi.Systemctl("reload");
        await Eventually.TrueAsync(() => pi.Show("StatusText").StartsWith("3 projects", StringComparison.Ordinal), "three projects after the reload");

        pi.Write(ProjectsFile, "projects: nonsense");
        pi.Systemctl("reload");
        await Eventually.TrueAsync(() => pi.Show("StatusText").Contains("the last reload failed: projects.yml:1:11: projects must be a list", StringComparison.Ordinal), "why it was not reloaded");
        pi.Get("/health").ShouldContain("\"projects\":3");
        pi.Show("ActiveState").ShouldBe("active", "the reload is over");
        pi.Show("MainPID").ShouldBe(process);
        pi.Write(ProjectsFile, Projects);
    }

    /// <summary>From a hang and from a kill.</summary>
    private static async Task ShouldComeBackAsync(UnitMachine pi)
    {
        pi.Write("/etc/systemd/system/pi-deployer.service.d/override.conf", "[Service]\nWatchdogSec=20\nRestartSec=100ms\n");
        pi.Root("systemctl", "daemon-reload");
        pi.Systemctl("restart");
        var started = Told(pi);
        await Eventually.TrueAsync(() => Told(pi) > started, "it says that it lives");

        foreach (var (signal, trace) in new[] { ("STOP", "Watchdog timeout (limit 20s)!"), ("KILL", "status=9/KILL") })
        {
            var (process, restarts) = (pi.Show("MainPID"), Restarts(pi));
            pi.Root("kill", "-s", signal, process);
            await Eventually.TrueAsync(() => pi.Show("MainPID") != process && pi.Show("SubState") == "running", 2 * Eventually.Patience, $"another process after SIG{signal}");
            pi.Journal().ShouldContain(trace);
            Restarts(pi).ShouldBeGreaterThan(restarts);
            pi.Get("/health");
        }

        pi.Root("rm", "/etc/systemd/system/pi-deployer.service.d/override.conf");
        pi.Root("systemctl", "daemon-reload");
    }

    /// <summary>What runs has 10 s, unless somebody means it a second time; then it goes with all its processes, and is told of by who comes next.</summary>
    private static async Task ShouldStopInTimeAsync(UnitMachine pi, bool isInAHurry)
    {
        pi.Deploy("slow", wait: 0).Text("status").ShouldBe("accepted");
        await Eventually.TrueAsync(() => pi.TryRoot("pgrep", "-f", "sleep 1002").Code == 0, "the script runs");

        if (isInAHurry)
        {
            var process = pi.Show("MainPID");
            pi.Root("systemctl", "stop", "--no-block", UnitMachine.Unit);
            await Eventually.TrueAsync(() => pi.Show("StatusText") == "Waiting for deployments to end", "it is being stopped");
            pi.Root("kill", process);
        }

        pi.Systemctl("stop");

        pi.Show("Result").ShouldBe("success", "nothing had to be killed for taking too long");
        pi.TryRoot("pgrep", "-f", "sleep 100[12]").Output.ShouldBeEmpty("the script's processes are gone");
        pi.Systemctl("reset-failed"); // So many starts in so short a time would be too many for systemd.
        pi.Systemctl("start");
        pi.Get("/deployments?project=slow").ShouldContain("\"state\":\"interrupted\"");
        pi.Systemctl("stop");
    }

    private static int Restarts(UnitMachine pi) => int.Parse(pi.Show("NRestarts"), CultureInfo.InvariantCulture);

    /// <summary>When it last said that it lives, in microseconds.</summary>
    private static long Told(UnitMachine pi) => long.Parse(pi.Show("WatchdogTimestampMonotonic"), CultureInfo.InvariantCulture);
}
