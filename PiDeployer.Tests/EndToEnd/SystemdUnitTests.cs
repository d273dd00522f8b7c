using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The shipped unit under a real systemd, with a service that <c>deploy_mode: systemd</c> restarts.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
[Collection(InstalledUnit.Collection)]
public sealed class SystemdUnitTests
{
    private const string Projects = """
        projects:
          - { name: web, repo: ann/web, path: /home/pi/web, deploy_mode: systemd }
        """;

    private const string PolkitRule = """
        polkit.addRule(function (action, subject) {
            if (action.id == "org.freedesktop.systemd1.manage-units" && action.lookup("verb") == "restart" &&
                action.lookup("unit") == "web.service" && subject.user == "pi") {
                return polkit.Result.YES;
            }
        });
        """;

    [Fact(Timeout = 120_000)]
    public async Task The_shipped_unit_serves_reloads_restarts_services_and_stops()
    {
        Assert.SkipUnless(ProgramUnderTest.IsNative, "The unit starts one native binary; the run against that has this test.");
        Assert.SkipUnless(SystemdMachine.MissingReason is null, SystemdMachine.MissingReason ?? "");
        using var folder = new TempDirectory();
        await using var machine = await InstalledUnit.BootAsync(folder, InstalledUnit.FreePort(), Projects);
        InstallService(machine);

        machine.Run("systemctl", "start", "pi-deployer");
        machine.Show("pi-deployer", "ActiveState").ShouldBe("active");
        machine.Show("pi-deployer", "StatusText").ShouldStartWith("1 projects at http://127.0.0.1:");
        using var http = new HttpClient { BaseAddress = new Uri(machine.Show("pi-deployer", "StatusText").Split(" at ")[1]) };

        var refused = await DeployAsync(http);
        ((bool?)refused["success"]).ShouldBe(false);
        Error(refused).ShouldContain("pi ALL=(root) NOPASSWD: /usr/bin/systemctl restart web");

        machine.Write("/etc/sudoers.d/pi-deployer", "pi ALL=(root) NOPASSWD: /usr/bin/systemctl restart web\n");
        await RestartsAsync(http, machine);
        machine.Run("stat", "-c", "%a", "/home/pi/web/page.html").ShouldBe("644", "a web server of another user has to read what was pulled");

        machine.Write(InstalledUnit.ProjectsFile, Projects + "\n  - { name: other, repo: ann/other, path: /home/pi/other, deploy_mode: pull-only }\n");
        machine.Run("systemctl", "reload", "pi-deployer");
        await Eventually.TrueAsync(() => machine.Show("pi-deployer", "StatusText").StartsWith("2 projects", StringComparison.Ordinal), "two projects after the reload");

        machine.Write("/etc/systemd/system/pi-deployer.service.d/hard.conf", "[Service]\nNoNewPrivileges=yes\n");
        machine.Run("systemctl", "daemon-reload");
        machine.Run("systemctl", "restart", "pi-deployer");
        Error(await DeployAsync(http)).ShouldContain("no polkit rule lets pi restart web");
        machine.Write("/etc/polkit-1/rules.d/50-pi-deployer.rules", PolkitRule);
        machine.Run("systemctl", "restart", "polkit");
        await RestartsAsync(http, machine);

        machine.Run("systemctl", "stop", "pi-deployer");
        machine.Show("pi-deployer", "Result").ShouldBe("success");

        machine.Write(InstalledUnit.ProjectsFile, "projects: [{}]");
        machine.TryRun("systemctl", "start", "pi-deployer").Code.ShouldNotBe(0);
        machine.Show("pi-deployer", "ExecMainStatus").ShouldBe("78");
        machine.Show("pi-deployer", "NRestarts").ShouldBe("0");
    }

    private static void InstallService(SystemdMachine machine)
    {
        machine.Write("/etc/systemd/system/web.service", "[Service]\nExecStart=/bin/sleep infinity\n");
        machine.Run("runuser", "-u", "pi", "--", "bash", "-ec", """
            git init -q --bare -b main ~/web.git
            git clone -q ~/web.git ~/web
            cd ~/web
            git checkout -q -B main
            git -c user.name=Pi -c user.email=pi@example.org commit -q --allow-empty -m first
            git push -q -u origin main
            git clone -q ~/web.git ~/elsewhere
            cd ~/elsewhere
            echo hello >page.html
            git add page.html
            git -c user.name=Pi -c user.email=pi@example.org commit -q -m page
            git push -q
            """);
        machine.Run("systemctl", "daemon-reload");
        machine.Run("systemctl", "start", "web");
    }

    private static async Task RestartsAsync(HttpClient http, SystemdMachine machine)
    {
        var before = machine.Show("web", "MainPID");
        var result = await DeployAsync(http);
        ((bool?)result["success"]).ShouldBe(true, result.ToJsonString());
        machine.Show("web", "MainPID").ShouldNotBe(before);
        machine.Show("web", "ActiveState").ShouldBe("active");
    }

    private static async Task<JsonNode> DeployAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/deploy/web");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", RunningServer.Token);
        using var answer = await http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(50))
        {
            var status = (await http.GetFromJsonAsync<JsonNode>("/status"))?["projects"]?[0] ?? throw new InvalidOperationException("No status.");
            if (status["deploying"]?.GetValue<bool>() == false)
                return status;
        }

        throw new TimeoutException("The deployment has no result.");
    }

    private static string Error(JsonNode status) => (string?)status["error"] ?? "";
}
