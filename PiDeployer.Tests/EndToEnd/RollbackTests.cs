using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A script after a pull: it copies <c>version.txt</c> to where it is used, and fails, or never ends, for the versions that say so.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(50)]
public sealed class RollbackTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly string nap = LiveProcesses.NapOfOurs();
    private readonly GitRepository git;
    private readonly string first;

    public RollbackTests()
    {
        git = new GitRepository(folder, "shop");
        first = git.Head;
        folder.WriteScript("script.sh", $$"""
            [ ! -e ../broken ] || { echo 'the machine is broken' >&2; exit 9; }
            case $(cat version.txt) in bad) echo 'this one is bad'; exit 7 ;; slow) exec sleep {{nap}} ;; esac
            cp version.txt ../deployed
            """);
    }

    private string Deployed => File.ReadAllText(folder.File("deployed"));

    [Fact(Timeout = 180_000)]
    public async Task A_version_that_fails_gives_way_to_the_commit_before_and_the_next_push_gets_its_try()
    {
        await using var server = await StartAsync();
        var good = git.Push("version.txt", "good", "good");
        var one = await EndsAsync(server, "succeeded");
        var bad = git.Push("version.txt", "bad", "bad");

        var two = await EndsAsync(server, "rolled_back");

        two.Text("error").ShouldBe($"{folder.File("script.sh")} exited with 7; rolled back to {good[..7]}");
        (two.Text("commit"), two.Text("restored")).ShouldBe((bad, one.Text("id")));
        two["before"].Text("commit").ShouldBe(good);
        two["after"].Text("commit").ShouldBe(good);
        two.Steps().ShouldBe(["git pull", "script", "rollback: find commit", "rollback: git reset", "rollback: script"]);
        two["steps"]?[1].Number("exit_code").ShouldBe(7);
        two["steps"]?[1].Text("tail").ShouldContain("this one is bad");
        (Deployed, git.Head).ShouldBe(("good", good));
        (await server.StatusAsync("shop")).Flag("success").ShouldBeFalse();
        (await server.LogsAsync("shop")).ShouldContain("shop - rolled back (");

        git.Push("version.txt", "better", "better");
        await EndsAsync(server, "succeeded");
        Deployed.ShouldBe("better");
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_bad_versions_in_a_row_give_way_to_the_last_good_one()
    {
        await using var server = await StartAsync();
        var good = git.Push("version.txt", "good", "good");
        await EndsAsync(server, "succeeded");
        await ReloadAsync(server, "off");
        git.Push("version.txt", "bad", "bad");
        await EndsAsync(server, "failed");
        await ReloadAsync(server, "auto");
        git.Push("other.txt", "1", "bad still");

        var record = await EndsAsync(server, "rolled_back");

        record["after"].Text("commit").ShouldBe(good);
        git.Head.ShouldBe(good);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_fails_at_the_commit_that_was_there_already_has_nothing_to_go_back_to()
    {
        await using var server = await StartAsync();
        folder.Write("broken", "");

        var record = await EndsAsync(server, "failed");

        record.Text("error").ShouldBe($"{folder.File("script.sh")} exited with 9; there was no other state to roll back to");
        record["restored"].ShouldBeNull();
        record.Steps().ShouldBe(["git pull", "script"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_first_deployment_goes_back_to_what_was_there_before_it()
    {
        await using var server = await StartAsync();
        git.Push("version.txt", "bad", "bad");

        var record = await EndsAsync(server, "rolled_back");

        record["restored"].ShouldBeNull();
        (Deployed, git.Head).ShouldBe(("1", first));
        await server.PostAsync("/rollback/shop").ShouldFailAsync(HttpStatusCode.Conflict);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_pull_that_fails_has_changed_nothing()
    {
        await using var server = await StartAsync();
        Directory.Move(git.Remote, git.Remote + ".gone");

        var record = await EndsAsync(server, "failed");

        record.Text("error").ShouldNotContain("roll");
        record.Steps().ShouldBe(["git pull"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_pull_that_fails_when_it_has_changed_the_files_is_rolled_back()
    {
        await using var server = await StartAsync();
        var good = git.Push("version.txt", "good", "good");
        await EndsAsync(server, "succeeded");
        git.InCheckout("config", "log.date", "no such format"); // What is checked out cannot be read, neither after the pull nor on the way back.
        git.Push("version.txt", "better", "better");

        var record = await EndsAsync(server, "rollback_failed");

        record.Steps().ShouldBe(["git pull", "rollback: find commit", "rollback: git reset"]);
        git.Head.ShouldBe(good);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_somebody_changed_by_hand_is_put_aside_when_it_is_in_the_way()
    {
        await using var server = await StartAsync();
        git.Push("version.txt", "good", "good");
        await EndsAsync(server, "succeeded");
        git.Push("version.txt", "bad", "bad");
        folder.WriteScript("script.sh", "[ $(cat version.txt) = good ] || { echo precious >version.txt; echo mine >own.txt; exit 7; }");

        var record = await EndsAsync(server, "rolled_back");

        git.Read("version.txt").ShouldBe("good");
        git.Read("own.txt").ShouldBe("mine\n");
        git.InCheckout("show", "stash@{0}:version.txt").ShouldBe("precious");
        git.InCheckout("stash", "list").ShouldContain($"put aside by pi-deployer for a rollback: {record.Text("id")}");
        (await server.OutputAsync(record.Text("id"))).ShouldContain("Changed files are in the way");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_somebody_changed_by_hand_stays_when_it_is_not_in_the_way()
    {
        await using var server = await StartAsync();
        git.Push("settings.txt", "theirs", "settings");
        await EndsAsync(server, "succeeded");
        git.Write("settings.txt", "mine");
        git.Push("version.txt", "bad", "bad");

        await EndsAsync(server, "rolled_back");

        git.Read("settings.txt").ShouldBe("mine");
        git.InCheckout("stash", "list").ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task When_the_way_back_fails_too_it_says_so_loudly()
    {
        await using var server = await StartAsync();
        git.Push("version.txt", "good", "good");
        await EndsAsync(server, "succeeded");
        git.Push("version.txt", "better", "better");
        folder.Write("broken", "");

        var record = await EndsAsync(server, "rollback_failed");

        var script = folder.File("script.sh");
        record.Text("error").ShouldBe($"{script} exited with 9; AND THE ROLLBACK FAILED: {script} exited with 9");
        record.Flag("success").ShouldBeFalse();
        record["after"].ShouldBeNull();
        await server.LoggedAsync(" critical ", "neither the new state nor the one before works");
        (await server.LogsAsync("shop")).ShouldContain("shop - rollback failed (");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_way_back_has_a_deadline_of_its_own()
    {
        await using var server = await StartAsync();
        git.Push("version.txt", "good", "good");
        await EndsAsync(server, "succeeded");
        await ReloadAsync(server, "auto", ", timeout: 15");
        git.Push("version.txt", "slow", "slow");

        var record = await EndsAsync(server, "rolled_back");

        record.Text("error").ShouldStartWith("it took longer than its timeout of 15 s and was ended; rolled back to ");
        record.Number("duration").ShouldBeGreaterThan(15);
        Deployed.ShouldBe("good");
        LiveProcesses.WithArgument(nap).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_somebody_cancels_is_not_taken_back()
    {
        await using var server = await StartAsync();
        var slow = git.Push("version.txt", "slow", "slow");
        var id = await server.PushAsync();
        await Eventually.TrueAsync(() => LiveProcesses.WithArgument(nap).Count == 1, "the script runs");

        await server.PostAsync($"/deployments/{id}/cancel").ShouldAnswerAsync(HttpStatusCode.Accepted);

        (await server.EndedAsync(id)).Text("state").ShouldBe("cancelled");
        git.Head.ShouldBe(slow);
        LiveProcesses.WithArgument(nap).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task By_hand_it_goes_further_back_each_time_until_there_is_nothing_earlier()
    {
        await using var server = await StartAsync();
        var commits = new List<string> { first };
        foreach (var version in new[] { "one", "two", "three" })
        {
            commits.Add(git.Push("version.txt", version, version));
            await EndsAsync(server, "succeeded");
        }

        foreach (var (version, commit) in new[] { ("two", commits[2]), ("one", commits[1]), ("1", commits[0]) })
        {
            var record = await server.EndedAsync(await server.PostAsync("/rollback/shop").ShouldAcceptAsync());
            record.Text("state").ShouldBe("rolled_back", record.ToJsonString());
            record.Flag("success").ShouldBeTrue();
            (Deployed, git.Head).ShouldBe((version, commit));
        }

        (await server.PostAsync("/rollback/shop").ShouldFailAsync(HttpStatusCode.Conflict)).ShouldBe("shop has no earlier state to go back to");
        (Deployed, git.Head).ShouldBe(("1", first));
        await EndsAsync(server, "succeeded");
        Deployed.ShouldBe("three");
    }

    [Fact(Timeout = 180_000)]
    public async Task By_hand_after_a_pull_that_failed_it_goes_back_from_what_runs()
    {
        await using var server = await StartAsync();
        var one = git.Push("version.txt", "one", "one");
        await EndsAsync(server, "succeeded");
        git.Push("version.txt", "two", "two");
        await EndsAsync(server, "succeeded");
        Directory.Move(git.Remote, git.Remote + ".gone");
        (await EndsAsync(server, "failed")).Flag("changed").ShouldBeFalse();

        var record = await server.EndedAsync(await server.PostAsync("/rollback/shop").ShouldAcceptAsync());

        record.Text("state").ShouldBe("rolled_back", record.ToJsonString());
        record["changed"].ShouldBeNull();
        (Deployed, git.Head).ShouldBe(("one", one));
    }

    [Fact(Timeout = 180_000)]
    public async Task By_hand_after_a_failure_it_goes_back_to_the_last_good_state()
    {
        await using var server = await StartAsync(rollback: "off");
        git.Push("version.txt", "good", "good");
        var good = await EndsAsync(server, "succeeded");
        git.Push("version.txt", "bad", "bad");
        var bad = await EndsAsync(server, "failed");

        await server.PostAsync($"/rollback/shop?to={bad.Text("id")}").ShouldFailAsync(HttpStatusCode.Conflict);
        var record = await server.EndedAsync(await server.PostAsync("/rollback/shop").ShouldAcceptAsync());

        (record.Text("state"), record.Text("restored")).ShouldBe(("rolled_back", good.Text("id")));
        git.Read("version.txt").ShouldBe("good");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_cannot_be_gone_back_to_is_refused()
    {
        await using var server = await StartAsync();
        await server.PostAsync("/rollback/shop").ShouldFailAsync(HttpStatusCode.Conflict);
        await server.PostAsync("/rollback/shop?to=20200101-000000-abcdef").ShouldFailAsync(HttpStatusCode.Conflict);
        await server.PostAsync("/rollback/shop?to=yesterday").ShouldFailAsync(HttpStatusCode.BadRequest);
        await server.PostAsync("/rollback/shop?to=").ShouldFailAsync(HttpStatusCode.BadRequest);
        await server.PostAsync("/rollback/other").ShouldFailAsync(HttpStatusCode.NotFound);
        await server.PostAsync("/rollback/no%20name").ShouldFailAsync(HttpStatusCode.BadRequest);
        await server.Http.PostAsync("/rollback/shop", content: null).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.ShouldNotHaveDeployedAsync("shop");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_git_ignores_now_is_not_replaced_by_what_it_was_once()
    {
        await using var server = await StartAsync();
        git.Push("data.db", "the first day", "track the data");
        var tracked = await EndsAsync(server, "succeeded");
        git.Push(".gitignore", "data.db", "ignore the data");
        git.InDeveloper("rm", "--quiet", "--cached", "data.db");
        git.Push("version.txt", "good", "and track it no more");
        await EndsAsync(server, "succeeded");
        git.Write("data.db", "three weeks of data");

        var accepted = await server.PostAsync($"/rollback/shop?to={tracked.Text("id")}").ShouldAnswerAsync(HttpStatusCode.Accepted);
        var record = await server.EndedAsync(accepted.Text("id"));

        git.Read("data.db").ShouldBe("three weeks of data");
        record.Text("error").ShouldContain("data.db is not git's any more");
    }

    public void Dispose() => folder.Dispose();

    private Task<RunningServer> StartAsync(string rollback = "auto") => RunningServer.StartAsync(folder, Yaml(rollback));

    private string Yaml(string rollback, string more = "") =>
        $"projects: [{{ name: shop, repo: ann/shop, path: {git.Checkout}, deploy_mode: pull-only, deploy_script: {folder.File("script.sh")}, rollback: {rollback}{more} }}]";

    private async Task ReloadAsync(RunningServer server, string rollback, string more = "")
    {
        folder.Write("projects.yml", Yaml(rollback, more));
        await server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);
    }

    /// <summary>Sends a push, waits for its end, and wants it to be this one.</summary>
    private static async Task<JsonObject> EndsAsync(RunningServer server, string state)
    {
        var record = await server.EndedAsync(await server.PushAsync());
        record.Text("state").ShouldBe(state, record.ToJsonString());
        return record;
    }
}
