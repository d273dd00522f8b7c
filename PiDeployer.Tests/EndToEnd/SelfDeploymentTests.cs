using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Projects whose unit is pi-deployer's own, under a real systemd: the deployment outlives the process that began it.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
[Collection(InstalledUnit.Collection)]
public sealed class SelfDeploymentTests : IDisposable
{
    private readonly HealthListener ill = new(500);
    private readonly HealthListener illOnce = new(500, 200);
    private readonly TempDirectory folder = new();
    private readonly HttpClient http = new();

    [Fact(Timeout = 360_000)]
    public async Task A_deployment_of_our_own_unit_is_finished_by_the_process_that_comes()
    {
        Assert.SkipUnless(ProgramUnderTest.IsNative, "The unit starts one native binary; the run against that has this test.");
        Assert.SkipUnless(SystemdMachine.MissingReason is null, SystemdMachine.MissingReason ?? "");
        var port = LoopbackPorts.Next();
        http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RunningServer.Token);
        await using var machine = await InstalledUnit.BootAsync(folder, port, Projects(port));
        machine.Write("/etc/sudoers.d/pi-deployer", "pi ALL=(root) NOPASSWD: /usr/bin/systemctl restart pi-deployer.service\n");
        foreach (var project in new[] { "self", "ill", "ill-once" })
            machine.Run("runuser", "-u", "pi", "--", "bash", "-ec", CloneBehind, project);
        machine.Run("systemctl", "start", "pi-deployer");

        await SucceedsAsync(machine);
        await FailsAsync(machine);
        await GoesBackAsync(machine);

        machine.Show("pi-deployer", "ActiveState").ShouldBe("active");
        machine.TryRun("bash", "-c", "ls /var/lib/pi-deployer/{waiting,running,rolling_back,restarting}/*").Output.ShouldNotContain(".json");
        machine.Run("journalctl", "--no-pager", "-u", "pi-deployer").ShouldNotContain("could not be written");
    }

    public void Dispose()
    {
        ill.Dispose();
        illOnce.Dispose();
        folder.Dispose();
        http.Dispose();
    }

    /// <summary>A checkout that is one commit behind its remote, and whose next pull waits for a file <c>~/go</c>.</summary>
    private const string CloneBehind = """
        export GIT_AUTHOR_NAME=Pi GIT_AUTHOR_EMAIL=pi@example.org GIT_COMMITTER_NAME=Pi GIT_COMMITTER_EMAIL=pi@example.org
        git init -q --bare -b main ~/$0.git
        git clone -q ~/$0.git ~/$0.elsewhere
        cd ~/$0.elsewhere
        git checkout -q -B main
        git commit -q --allow-empty -m first
        git push -q -u origin main
        git clone -q ~/$0.git ~/$0
        git commit -q --allow-empty -m second
        git push -q
        printf '#!/bin/sh\nwhile [ ! -e ~/go ]; do sleep 0.05; done\n' >~/$0/.git/hooks/post-merge
        chmod +x ~/$0/.git/hooks/post-merge
        """;

    private string Projects(int port) => $$"""
        max_parallel: 1
        defaults: { deploy_mode: systemd, service_name: pi-deployer.service }
        projects:
          - { name: self, repo: ann/self, path: /home/pi/self, health_check: { enabled: true, url: "http://127.0.0.1:{{port}}/health" } }
          - { name: ill, repo: ann/ill, path: /home/pi/ill, health_check: { enabled: true, url: "{{ill.Url}}", retries: 1 } }
          - { name: ill-once, repo: ann/once, path: /home/pi/ill-once, rollback: auto, health_check: { enabled: true, url: "{{illOnce.Url}}", retries: 1 } }
          - { name: next, repo: ann/next, path: /home/pi, deploy_mode: script-only, deploy_script: /bin/true }
        """;

    /// <summary>What waits meanwhile runs afterwards.</summary>
    private async Task SucceedsAsync(SystemdMachine machine)
    {
        var before = machine.Show("pi-deployer", "MainPID");
        var id = await DeployAsync("self");
        var waiting = await DeployAsync("next");
        machine.Run("touch", "/home/pi/go");

        var record = await EndedAsync(id);

        record.Text("state").ShouldBe("succeeded", record.ToJsonString());
        record.Steps().ShouldBe(["git pull", "systemctl restart", "health check"]);
        record["after"].Text("commit").ShouldBe(machine.Run("git", "-c", "safe.directory=*", "-C", "/home/pi/self.elsewhere", "rev-parse", "HEAD"));
        machine.Show("pi-deployer", "MainPID").ShouldNotBe(before);
        var output = await http.GetStringAsync($"/deployments/{id}/log");
        output.ShouldContain("$ sudo -n systemctl restart pi-deployer.service\n");
        output.ShouldContain($"{http.BaseAddress}health is healthy\n");
        (await EndedAsync(waiting)).Text("state").ShouldBe("succeeded");
    }

    private async Task FailsAsync(SystemdMachine machine)
    {
        var before = machine.Show("pi-deployer", "MainPID");

        var record = await EndedAsync(await DeployAsync("ill"));

        record.Text("state").ShouldBe("failed", record.ToJsonString());
        record.Text("error").ShouldBe($"health check failed: {ill.Url} answered 500");
        machine.Show("pi-deployer", "MainPID").ShouldNotBe(before);
        machine.Run("systemctl", "reset-failed", "pi-deployer"); // So many starts in so short a time would be too many for systemd.
    }

    /// <summary>By a second restart.</summary>
    private async Task GoesBackAsync(SystemdMachine machine)
    {
        var first = machine.Run("git", "-c", "safe.directory=*", "-C", "/home/pi/ill-once", "rev-parse", "HEAD");

        var record = await EndedAsync(await DeployAsync("ill-once"));

        record.Text("state").ShouldBe("rolled_back", record.ToJsonString());
        record.Text("error").ShouldBe($"health check failed: {illOnce.Url} answered 500; rolled back to {first[..7]}");
        record.Steps().ShouldBe(["git pull", "systemctl restart", "health check", "rollback: find commit", "rollback: git reset", "rollback: systemctl restart", "rollback: health check"]);
        record["after"].Text("commit").ShouldBe(first);
        illOnce.Asked.ShouldBe(2);
    }

    private async Task<string> DeployAsync(string project)
    {
        using var answer = await http.PostAsync($"/deploy/{project}", content: null);
        return (await answer.ShouldBeAsync(HttpStatusCode.Accepted)).Text("id");
    }

    /// <summary>Asks until it has ended; for a while nobody answers.</summary>
    private async Task<JsonObject> EndedAsync(string id)
    {
        var last = "nothing";
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Eventually.Patience; await Task.Delay(50))
        {
            try
            {
                last = await http.GetStringAsync($"/deployments/{id}");
                if (JsonNode.Parse(last) is JsonObject record && record["success"] is not null)
                    return record;
            }
            catch (HttpRequestException e) when (e.StatusCode is null)
            {
                // It restarts.
            }
        }

        throw new TimeoutException($"It does not end: {last}");
    }
}
