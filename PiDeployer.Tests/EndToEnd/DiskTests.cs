using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What the program does on disks that are full, spoiled, or not there.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class DiskTests : IDisposable
{
    private const string NoRoom = "No space left on device";

    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task What_cannot_be_written_down_is_refused_until_there_is_room()
    {
        using var disk = Disk();
        await using var server = await StartAsync("echo hello", ("STATE_DIR", disk.Path));
        disk.Fill();

        var refusal = await server.SendAsync(Webhook.Push("ann/shop")).ShouldFailAsync(HttpStatusCode.ServiceUnavailable);
        refusal.ShouldContain("Not accepted, because it could not be written down");
        refusal.ShouldContain(NoRoom);
        await Eventually.TrueAsync(() => server.Log.Any(line => line.Contains("is waiting could not be written down") && line.Contains(NoRoom)), "the log says so");
        await server.ShouldNotHaveDeployedAsync("shop");

        disk.Free();
        await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        (await server.ResultAsync("shop")).Flag("success").ShouldBeTrue();
        (await DeploymentsAsync(server)).Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_end_of_what_runs_while_the_disk_fills_is_not_lost()
    {
        using var disk = Disk();
        await using (var server = await StartAsync("touch started; while [ ! -e go ]; do sleep 0.05; done; exit 3", ("STATE_DIR", disk.Path)))
        {
            await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
            await Eventually.FileAsync(folder.File("started"));
            disk.Fill();
            folder.Write("go", "");

            (await server.ResultAsync("shop")).Text("error").ShouldContain("3");
            (await DeploymentsAsync(server)).ShouldHaveSingleItem().Text("state").ShouldBe("failed");
            await Eventually.TrueAsync(() => server.Log.Any(line => line.Contains("not in the history") && line.Contains(NoRoom)), "the log says so");
            Histories(disk).ShouldBe("");

            disk.Free();
            await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
            await Eventually.TrueAsync(() => Histories(disk).Split('\n').Length == 3, "both are in the history, without a restart");
            await Eventually.TrueAsync(() => Directory.GetFiles(Path.Combine(disk.Path, "running")).Length == 0, "nothing is left as running");
        }

        await using var next = await StartAsync("true", ("STATE_DIR", disk.Path));
        (await DeploymentsAsync(next)).Select(entry => (entry.Text("state"), entry.Number("number"))).ShouldBe([("failed", 2), ("failed", 1)]);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_end_of_what_ran_on_a_full_disk_is_written_at_the_stop()
    {
        using var disk = Disk();
        await using (var server = await StartAsync("touch started; while [ ! -e go ]; do sleep 0.05; done", ("STATE_DIR", disk.Path)))
        {
            await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
            await Eventually.FileAsync(folder.File("started"));
            disk.Fill();
            folder.Write("go", "");
            await server.ResultAsync("shop");
            Histories(disk).ShouldBe("");
            disk.Free();
            server.Signal(PosixSignal.SIGTERM);
            (await server.ExitAsync()).ShouldBe(0);
        }

        Histories(disk).ShouldContain("\"state\":\"succeeded\"");
        Directory.GetFiles(Path.Combine(disk.Path, "running")).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_full_log_folder_costs_the_log_and_not_the_deployment()
    {
        using var disk = Disk();
        await using var server = await StartAsync("echo begun; touch started; while [ ! -e go ]; do sleep 0.05; done; seq 100000; touch finished", ("LOG_DIR", disk.Path));
        var id = (await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("id");
        await Eventually.FileAsync(folder.File("started"));
        await server.SaysAsync(id, "begun");
        using var events = await FollowAsync(server, id);
        disk.Fill();
        folder.Write("go", "");

        var seen = await events.ToEndAsync();
        seen.ShouldContain(next => next.Data == "begun");
        seen.Single(next => next.Type == "lost").Data.ShouldContain(NoRoom);
        seen[^1].Type.ShouldBe("result");
        seen[^1].Data.ShouldContain("\"state\":\"succeeded\"");
        (await server.ResultAsync("shop")).Flag("success").ShouldBeTrue();
        File.Exists(folder.File("finished")).ShouldBeTrue();
        await Eventually.TrueAsync(() => server.Log.Any(line => line.Contains($"Deployment {id} of shop goes on without its log file") && line.Contains(NoRoom)), "the log says why");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_log_folder_that_is_none_costs_the_log_and_not_the_deployment()
    {
        folder.Write("no-folder", "a file where the folder should be");
        await using var server = await StartAsync("touch started; while [ ! -e go ]; do sleep 0.05; done; echo done", ("LOG_DIR", folder.File("no-folder")));
        var id = (await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("id");
        await Eventually.FileAsync(folder.File("started"));
        using var events = await FollowAsync(server, id);
        folder.Write("go", "");

        var seen = await events.ToEndAsync();
        seen.Select(next => next.Type).ShouldBe(["lost", "result"]);
        seen[0].Data.ShouldContain(folder.File("no-folder"));
        (await server.ResultAsync("shop")).Flag("success").ShouldBeTrue();
        await Eventually.TrueAsync(() => server.Log.Any(line => line.Contains("goes on without its log file") && line.Contains(folder.File("no-folder"))), "the log says why");
        (await server.LogsAsync("shop")).ShouldBe("");
        (await File.ReadAllTextAsync(folder.File("no-folder"))).ShouldBe("a file where the folder should be");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("state")]
    [InlineData("state/waiting")]
    [InlineData("state/rolling_back")]
    public async Task A_state_folder_that_cannot_be_used_is_78_with_what_to_do(string name)
    {
        folder.Write(name, "a file where the folder should be");
        folder.Write("projects.yml", Projects("true"));

        var run = await FinishedProgram.RunAsync(folder, [], ("DEPLOY_TOKEN", "token"), ("DEPLOYER_HOST", "127.0.0.1"), ("DEPLOYER_PORT", "0"));

        run.ExitCode.ShouldBe(78, run.Errors);
        run.Errors.ShouldStartWith($"STATE_DIR: {folder.File("state")} cannot be used, so deployments could not be recorded: ");
        run.Errors.ShouldEndWith($"Make it writable for {Environment.UserName}, or name another folder\n");
        run.Errors.ShouldContain(folder.File(name));
        run.Errors.ShouldNotContain("   at ");
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_of_us_do_not_share_a_state_folder()
    {
        await using var server = await StartAsync("true");

        var second = await FinishedProgram.RunAsync(folder, [], ("DEPLOY_TOKEN", "token"), ("DEPLOYER_HOST", "127.0.0.1"), ("DEPLOYER_PORT", "0"));

        second.ExitCode.ShouldBe(78, second.Errors);
        second.Errors.ShouldStartWith($"STATE_DIR: another pi-deployer works with {folder.File("state")}; stop it");
        await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
    }

    [Fact(Timeout = 180_000)]
    public async Task Rubbish_among_what_waits_and_runs_is_put_aside_and_the_rest_goes_on()
    {
        const string good = "20261121-140507-9f3a61", other = "20261121-140507-000000";
        var entry = $$"""{"id":"{{good}}","project":"shop","state":"waiting","trigger":"push","accepted_at":"2026-11-21T14:05:07+00:00"}""";
        (string Name, string Text)[] rubbish =
        [
            ("20261121-140507-000001", ""), ("20261121-140507-000002", "\0\0\0\0\0\0\0\0"), ("20261121-140507-000003", entry[..60]), ("20261121-140507-000004", "[1, 2]"),
            ("20261121-140507-000005", "{\"hello\":\"world\"}"), ("20261121-140507-000006", "null"), (other, entry), ("mine", entry),
            ("20261121-140507-000007", entry.Replace(good, "20261121-140507-000007", StringComparison.Ordinal).Replace("\"push\"", "null", StringComparison.Ordinal)),
            ("20261121-140507-000008", entry.Replace(good, "20261121-140507-000008", StringComparison.Ordinal).Replace("\"shop\"", "\"../shop\"", StringComparison.Ordinal)),
        ];
        foreach (var state in new[] { "waiting", "running" })
        {
            foreach (var (name, text) in rubbish)
                folder.Write($"state/{state}/{name}.json", text);
        }

        folder.Write($"state/waiting/{good}.json", entry);
        folder.Write("state/waiting/half.json.tmp", "{");
        await using var server = await StartAsync("touch finished");

        (await server.ResultAsync("shop")).Text("last_id").ShouldBe(good);
        File.Exists(folder.File("finished")).ShouldBeTrue();
        (await DeploymentsAsync(server)).ShouldHaveSingleItem();
        foreach (var state in new[] { "waiting", "running" })
        {
            Directory.GetFiles(folder.File($"state/{state}"), "*.json").ShouldBeEmpty();
            foreach (var (name, text) in rubbish)
            {
                var path = folder.File($"state/{state}/{name}.json");
                (await File.ReadAllTextAsync($"{path}.unreadable")).ShouldBe(text);
                server.Log.Count(line => line.Contains($"{path} is no record of a deployment")).ShouldBe(1);
            }
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Rubbish_in_the_history_is_told_once_and_everything_else_is_served()
    {
        await using (var server = await StartAsync("true"))
        {
            await DeployAsync(server);
            await File.AppendAllTextAsync(folder.File("state/history/shop.jsonl"), "\0\0\0\0{\"half\n{}\n");
            await DeployAsync(server);
        }

        await using var next = await StartAsync("true");
        for (var i = 0; i < 3; i++)
        {
            (await DeploymentsAsync(next)).Select(entry => entry.Number("number")).ShouldBe([2, 1]);
            (await next.StatusAsync("shop")).Flag("success").ShouldBeTrue();
        }

        await DeployAsync(next);
        (await DeploymentsAsync(next)).Select(entry => entry.Number("number")).ShouldBe([3, 2, 1]);
        await Eventually.TrueAsync(() => Told() > 0, "the log says so");
        Told().ShouldBe(1);

        int Told() => next.Log.Count(line => line.Contains("shop.jsonl has a line that is no record"));
    }

    [Fact(Timeout = 180_000)]
    public async Task The_last_result_is_there_after_a_restart_and_not_what_was_superseded()
    {
        string superseded;
        await using (var server = await StartAsync("touch started; while [ ! -e go ]; do sleep 0.05; done; exit 3"))
        {
            await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
            await Eventually.FileAsync(folder.File("started"));
            superseded = (await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("id");
            await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
            folder.Write("go", "");
            await Eventually.TrueAsync(() => Count(folder.File("state/history/shop.jsonl")) == 3, "all three have ended");
        }

        string failed;
        await using (var next = await StartAsync("true"))
        {
            var status = await next.StatusAsync("shop");
            var all = await DeploymentsAsync(next);
            all.Select(entry => entry.Text("state")).ShouldBe(["failed", "failed", "cancelled"], ignoreOrder: true);
            all.Single(entry => entry.Text("state") == "cancelled").Text("id").ShouldBe(superseded);
            failed = all[0].Text("id");
            status.Flag("success").ShouldBeFalse();
            status.Text("last_id").ShouldBe(failed);
            status.Text("last_deploy").ShouldBe(all[0].Text("started_at"));
            status.Text("error").ShouldBe(all[0].Text("error"));
        }

        // Nor does it hide the result when it is the last one in the history.
        await File.AppendAllTextAsync(
            folder.File("state/history/shop.jsonl"),
            """{"number":4,"id":"20261121-140507-9f3a61","project":"shop","state":"cancelled","trigger":"push","accepted_at":"2026-11-21T14:05:07+00:00","error":"a newer one"}""" + "\n");
        await using var last = await StartAsync("true");
        (await DeploymentsAsync(last))[0].Text("state").ShouldBe("cancelled");
        (await last.StatusAsync("shop")).Text("last_id").ShouldBe(failed);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_clock_that_was_set_back_is_told_at_the_start_and_changes_no_order()
    {
        await using (var server = await StartAsync("true"))
        {
            await DeployAsync(server);
            server.Log.ShouldNotContain(line => line.Contains("timedatectl"));
        }

        Shell.Run("touch", "-d", "+3 days", folder.File("state/history/shop.jsonl"));
        await using var next = await StartAsync("true");

        next.Log.Count(line => line.Contains("The clock is wrong, or was") && line.Contains("`timedatectl`") && line.Contains("3 days later")).ShouldBe(1);
        await DeployAsync(next);
        (await DeploymentsAsync(next)).Select(entry => entry.Number("number")).ShouldBe([2, 1]);
    }

    private static SmallDisk Disk()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        return new SmallDisk(256);
    }

    private static int Count(string path) => File.Exists(path) ? File.ReadLines(path).Count() : 0;

    private static string Histories(SmallDisk disk)
    {
        var path = Path.Combine(disk.Path, "history/shop.jsonl");
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private static async Task<List<JsonNode?>> DeploymentsAsync(RunningServer server) =>
        [.. (await server.SendAuthorizedAsync(HttpMethod.Get, "/deployments").ShouldAnswerAsync(HttpStatusCode.OK))["deployments"].ShouldBeOfType<JsonArray>()];

    private static async Task DeployAsync(RunningServer server)
    {
        var before = (await DeploymentsAsync(server)).Count;
        await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        var started = (await DeploymentsAsync(server)).Count;
        started.ShouldBe(before + 1);
        await server.ResultAsync("shop");
    }

    private static Task<EventReader> FollowAsync(RunningServer server, string id)
    {
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", RunningServer.Token);
        return EventReader.OpenAsync(server.Http, $"/deployments/{id}/events");
    }

    private string Projects(string script)
    {
        folder.WriteScript("script.sh", script);
        return $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: script.sh, on_busy: queue }}]";
    }

    private Task<RunningServer> StartAsync(string script, params (string Name, string Value)[] environment) => RunningServer.StartAsync(folder, Projects(script), environment);
}
