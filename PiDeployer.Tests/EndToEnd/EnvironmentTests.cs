using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A place of its own for every branch, with a real engine, git and proxies, from its first push to its end, after which nothing of it is left.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(175)]
public sealed class EnvironmentTests : IClassFixture<BranchesRig>
{
    private readonly BranchesRig rig;

    public EnvironmentTests(BranchesRig rig)
    {
        BranchesRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 180_000)]
    public async Task It_appears_is_updated_and_disappears_behind_HAProxy()
    {
        var shop = await rig.BehindHaProxyAsync(", ttl: 7d");
        shop.Git.Push("Dockerfile", $"FROM {rig.Images.Reference("v1")}\nCOPY page /www/index.html\n", "how it is built", "feature/Login");
        shop.Git.Push("page", "first", "a page", "feature/Login");

        var made = await rig.PushAsync(shop, "feature/Login", "build");

        made.Text("project").ShouldBe(shop.NameOf("feature-login"));
        made.Steps().ShouldBe(["work tree", "note images before", "git pull", "config", "pull", "build", "up", "stays up", "route", "note images"]);
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("feature-login"))).ShouldBe((HttpStatusCode.OK, "first"));
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("Feature-LOGIN") + ":8080")).ShouldBe((HttpStatusCode.OK, "first"));
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("other"))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var variables = shop.Inspect("feature-login", "{{range .Config.Env}}{{println .}}{{end}}").Split('\n');
        variables.ShouldContain("LABEL=feature-login");
        variables.ShouldContain($"URL=http://{shop.HostOf("feature-login")}");

        var listed = (await rig.ListedAsync(shop)).ShouldHaveSingleItem();
        (listed.Text("name"), listed.Text("last_state"), listed["environment"].Text("branch"), listed["environment"].Text("url"), listed["environment"].Number("port"))
            .ShouldBe((shop.NameOf("feature-login"), "succeeded", "feature/Login", $"http://{shop.HostOf("feature-login")}/", shop.FirstPort));
        var pushed = DateTimeOffset.Parse(listed["environment"].Text("pushed_at"), null);
        DateTimeOffset.Parse(listed["environment"].Text("ends_at"), null).ShouldBe(pushed.AddDays(7));

        shop.Git.Push("page", "second", "another page", "feature/Login");
        await rig.DeployAsync(shop, "feature/Login");
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("feature-login"))).Text.ShouldBe("second");

        // Another history.
        shop.Git.InDeveloper("reset", "-q", "--hard", "HEAD~2");
        shop.Git.Push("page", "forced", "what never was", "feature/Login");
        await rig.PushAsync(shop, "feature/Login", "build");
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("feature-login"))).Text.ShouldBe("forced");
        (shop.Git.InCheckout("rev-parse", "--abbrev-ref", "HEAD"), shop.Git.Read("version.txt")).ShouldBe(("main", "1"));

        var gone = await rig.DeleteAsync(shop, "feature/Login");

        gone.Steps().ShouldBe(["remove route", "remove containers", "remove files"]);
        shop.ShouldBeGone("feature-login");
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("feature-login"))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        rig.HaProxy.Map().Concat(rig.HaProxy.MapFile()).ShouldNotContain(line => line.Contains(shop.Name));
        (await rig.ListedAsync(shop)).ShouldBeEmpty();
        (await rig.Server.SendAsync(shop.DeletionOf("feature/Login")).ShouldAnswerAsync(HttpStatusCode.OK)).Text("reason").ShouldBe("Branch feature/Login was deleted");
        (await rig.Server.SendAuthorizedAsync(HttpMethod.Post, $"/deploy/{shop.NameOf("feature-login")}").ShouldFailAsync(HttpStatusCode.NotFound)).ShouldStartWith("Unknown project");
        (await rig.Server.RecordAsync(made.Text("id"))).Text("state").ShouldBe("succeeded");
    }

    [Fact(Timeout = 180_000)]
    public async Task Behind_Caddy_each_has_its_own_and_Caddy_is_configured_once()
    {
        var shop = await rig.BehindCaddyAsync();
        await rig.PushAsync(shop, "feature/a-b", "v1");
        var configuration = (await rig.Caddy.ConfigurationAsync())?.ToJsonString().ShouldNotBeNull();

        // Another branch that would have the same name.
        var other = await rig.PushAsync(shop, "feature/a/b", "v2");

        var label = other.Text("project")[(shop.Name.Length + 1)..];
        label.ShouldMatch("^feature-a-b-[0-9a-f]{6}$");
        (await rig.AskAsync(rig.Caddy, shop.HostOf("feature-a-b"))).ShouldBe((HttpStatusCode.OK, "v1"));
        (await rig.AskAsync(rig.Caddy, shop.HostOf(label))).ShouldBe((HttpStatusCode.OK, "v2"));
        (await rig.AskAsync(rig.Caddy, shop.HostOf("other"))).Text.ShouldBeEmpty();
        await rig.DeleteAsync(shop, "feature/a-b");
        shop.ShouldBeGone("feature-a-b");
        (await rig.AskAsync(rig.Caddy, shop.HostOf("feature-a-b"))).Text.ShouldBeEmpty();
        (await rig.AskAsync(rig.Caddy, shop.HostOf(label))).ShouldBe((HttpStatusCode.OK, "v2"));

        await rig.DeleteAsync(shop, "feature/a/b");
        shop.ShouldBeGone(label);
        Directory.EnumerateFileSystemEntries(rig.Folder.File($"routes/{shop.Name}")).ShouldBeEmpty();
        (await rig.Caddy.ConfigurationAsync())?.ToJsonString().ShouldBe(configuration);
    }

    [Fact(Timeout = 180_000)]
    public async Task There_are_no_more_than_may_be_and_there_is_room_again_when_one_goes()
    {
        var shop = await rig.ProjectAsync(", max: 2, volumes: keep");
        await rig.PushAsync(shop, "one", "v1");
        await rig.PushAsync(shop, "two", "v1");
        shop.Push("three", "v1");

        var refused = await rig.Server.SendAsync(shop.PushOf("three")).ShouldAnswerAsync(HttpStatusCode.Conflict);

        refused.Text("error").ShouldBe($"{shop.Name} has 2 environments already, and environments.max allows no more: one, two. Delete one of these branches");
        (await rig.ListedAsync(shop)).Select(entry => entry["environment"].Text("branch")).ShouldBe(["one", "two"]);
        await rig.DeleteAsync(shop, "one");
        shop.ShouldBeGone("one", volumes: 1);

        var three = await rig.DeployAsync(shop, "three");
        three.Text("project").ShouldBe(shop.NameOf("three"));
        (await rig.Server.Http.GetStringAsync(new Uri($"http://127.0.0.1:{shop.FirstPort}/"))).ShouldBe("v1");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_nobody_has_pushed_to_for_too_long_goes_and_so_does_what_could_not_go_before()
    {
        var shop = await rig.ProjectAsync(", ttl: 1h");
        foreach (var branch in new[] { "old", "gone", "young" })
            await rig.PushAsync(shop, branch, "v1");

        await rig.KillAsync(() =>
        {
            Change("old", "pushed=", $"pushed={DateTimeOffset.Now.AddMinutes(-61):O}");
            Change("gone", "gone=", "gone=yes");
            Change("young", "pushed=", $"pushed={DateTimeOffset.Now.AddMinutes(-55):O}");
        });

        await Eventually.TrueAsync(async () => (await rig.ListedAsync(shop)).Length == 1, "two of them are gone");
        (await rig.ListedAsync(shop)).Single()["environment"].Text("branch").ShouldBe("young");
        await Eventually.TrueAsync(async () => (await rig.Server.PageAsync($"?project={shop.NameOf("old")}&limit=1"))["deployments"]?[0].Text("state") == "succeeded", "it has ended");
        (await rig.Server.PageAsync($"?project={shop.NameOf("old")}&limit=1"))["deployments"]?[0].Text("trigger").ShouldBe("expiry");
        shop.ShouldBeGone("old");
        shop.ShouldBeGone("gone");
        shop.Contents("young").Containers().ShouldHaveSingleItem();

        void Change(string label, string key, string line)
        {
            var file = Path.Combine(shop.Folder, $"{label}.environment");
            File.WriteAllLines(file, File.ReadAllLines(file).Select(old => old.StartsWith(key, StringComparison.Ordinal) ? line : old));
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Somebody_with_the_token_can_take_one_away_and_deploy_one_but_not_the_project_that_has_them()
    {
        var shop = await rig.BehindHaProxyAsync();
        shop.PushFile("broken", "services:\n  web: {");
        await rig.DeployAsync(shop, "broken", "failed");
        rig.HaProxy.Map().ShouldNotContain(line => line.Contains(shop.Name));
        shop.Push("broken", "v1");
        await rig.EndAsync(rig.Server.PostAsync($"/deploy/{shop.NameOf("broken")}?wait=0"));
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("broken"))).Text.ShouldBe("v1");
        shop.PushFile("broken", "services:\n  web: {{");
        await rig.DeployAsync(shop, "broken", "failed");
        await File.WriteAllTextAsync(Path.Combine(shop.Folder, "broken/compose.yaml"), "services:\n  web: {");

        (await rig.Server.PostAsync($"/deploy/{shop.Name}").ShouldFailAsync(HttpStatusCode.BadRequest)).ShouldBe($"{shop.Name} is deployed by branches; name one of its environments, which GET /status lists.");
        await rig.Server.Http.DeleteAsync($"/environments/{shop.NameOf("broken")}").ShouldFailAsync(HttpStatusCode.Unauthorized);
        foreach (var name in new[] { shop.Name, "nothing", shop.NameOf("nowhere") })
            await RemoveAsync(name).ShouldFailAsync(HttpStatusCode.NotFound);

        await rig.EndAsync(RemoveAsync(shop.NameOf("broken")));

        shop.ShouldBeGone("broken");
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("broken"))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await RemoveAsync(shop.NameOf("broken")).ShouldFailAsync(HttpStatusCode.NotFound);

        Task<HttpResponseMessage> RemoveAsync(string name) => rig.Server.SendAuthorizedAsync(HttpMethod.Delete, $"/environments/{name}");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_that_goes_during_its_deployment_takes_what_waits_with_it()
    {
        var shop = await rig.ProjectAsync();
        shop.Push("feature", "v1");
        string first, second, removal;
        using (var hold = shop.HoldCheckouts())
        {
            first = await rig.Server.SendAsync(shop.PushOf("feature")).ShouldAcceptAsync();
            await Eventually.FileAsync(hold.Reached);
            second = await rig.Server.SendAsync(shop.PushOf("feature")).ShouldAcceptAsync();
            removal = await rig.Server.SendAsync(shop.Delete("feature")).ShouldAcceptAsync();
            (await rig.Server.RecordAsync(removal)).Text("state").ShouldBe("waiting");
        }

        (await rig.Server.EndedAsync(removal)).Text("state").ShouldBe("succeeded");
        (await rig.Server.RecordAsync(first)).Text("state").ShouldBe("succeeded");
        (await rig.Server.RecordAsync(second)).Text("state").ShouldBe("cancelled");
        shop.ShouldBeGone("feature");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_that_comes_again_while_it_goes_has_its_place_again_and_a_kill_in_the_middle_leaves_nothing()
    {
        var shop = await rig.BehindHaProxyAsync();
        await rig.PushAsync(shop, "feature", "held");
        var removal = await rig.Server.SendAsync(shop.Delete("feature")).ShouldAcceptAsync();
        await rig.Server.UntilAsync(removal, "running");
        await Eventually.TrueAsync(() => !rig.HaProxy.Map().Any(line => line.Contains(shop.Name)), "nobody is sent there any more");

        shop.Push("feature", "held");
        var again = await rig.Server.SendAsync(shop.PushOf("feature")).ShouldAcceptAsync();
        shop.LetEnd("feature");

        (await rig.Server.EndedAsync(again)).Text("state").ShouldBe("succeeded");
        (await rig.Server.RecordAsync(removal)).Text("state").ShouldBe("succeeded");
        (await rig.Server.OutputAsync(removal)).ShouldContain("Somebody has pushed to feature since");
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("feature"))).ShouldBe((HttpStatusCode.OK, "held"));

        removal = await rig.Server.SendAsync(shop.Delete("feature")).ShouldAcceptAsync();
        await Eventually.TrueAsync(() => !rig.HaProxy.Map().Any(line => line.Contains(shop.Name)), "nobody is sent there any more");
        await rig.KillAsync();
        shop.LetEnd("feature");

        await Eventually.TrueAsync(async () => (await rig.ListedAsync(shop)).Length == 0, "the next start has finished it");
        (await rig.Server.RecordAsync(removal)).Text("state").ShouldBe("interrupted");
        await Eventually.TrueAsync(async () => (await rig.Server.PageAsync($"?project={shop.NameOf("feature")}&limit=1"))["deployments"]?[0].Text("state") == "succeeded", "it has ended");
        shop.ShouldBeGone("feature");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_version_that_fails_goes_back_and_nobody_is_sent_to_a_first_one_that_does()
    {
        var shop = await rig.BehindHaProxyAsync();
        var failed = await rig.PushAsync(shop, "feature", "exits", "failed");
        failed.Text("error").ShouldEndWith("there was no other state to roll back to");
        rig.HaProxy.Map().ShouldNotContain(line => line.Contains(shop.Name));

        await rig.PushAsync(shop, "feature", "v1");
        await rig.PushAsync(shop, "feature", "v2");
        await rig.PushAsync(shop, "feature", "exits", "rolled_back");
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("feature"))).ShouldBe((HttpStatusCode.OK, "v2"));

        await rig.EndAsync(rig.Server.PostAsync($"/rollback/{shop.NameOf("feature")}?wait=0"), "rolled_back");

        (await rig.AskAsync(rig.HaProxy, shop.HostOf("feature"))).ShouldBe((HttpStatusCode.OK, "v1"));
        await rig.DeleteAsync(shop, "feature");
        shop.ShouldBeGone("feature");
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_its_proxy_it_fails_and_the_next_push_mends_it_but_what_shall_go_goes()
    {
        var shop = await rig.BehindHaProxyAsync();
        await rig.PushAsync(shop, "gone", "v2");
        rig.HaProxy.Stop();

        var failed = await rig.PushAsync(shop, "feature", "v1", "failed");
        await rig.DeleteAsync(shop, "gone");

        failed.Steps().Last().ShouldBe("route");
        failed.Text("error").ShouldStartWith("HAProxy cannot be asked at ");
        shop.ShouldBeGone("gone");
        await rig.HaProxy.StartAsync();
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("gone"))).Item1.ShouldBe(HttpStatusCode.ServiceUnavailable); // It is not in the map's file any more either.
        await rig.DeployAsync(shop, "feature");
        (await rig.AskAsync(rig.HaProxy, shop.HostOf("feature"))).ShouldBe((HttpStatusCode.OK, "v1"));
    }

    [Theory(Timeout = 180_000)]
    [InlineData("feature/../../x")]
    [InlineData("--upload-pack=touch x")]
    [InlineData("../x")]
    public async Task A_name_that_no_branch_can_have_makes_nothing(string branch)
    {
        var shop = await rig.ProjectAsync();

        (await rig.Server.SendAsync(shop.PushOf(branch)).ShouldAnswerAsync(HttpStatusCode.OK)).Text("status").ShouldBe("skipped");

        Directory.Exists(shop.Folder).ShouldBeFalse();
        (await rig.ListedAsync(shop)).ShouldBeEmpty();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("feature/--upload-pack", "feature-upload-pack")]
    [InlineData("feature/$(touch${IFS}x);x&'\"", "feature-touch-ifs-x-x")]
    public async Task A_name_that_tries_something_is_a_name(string branch, string label)
    {
        var shop = await rig.ProjectAsync();

        var made = await rig.PushAsync(shop, branch, "v1");

        made.Text("project").ShouldBe(shop.NameOf(label));
        (await rig.ListedAsync(shop)).ShouldHaveSingleItem()["environment"].Text("branch").ShouldBe(branch);
        await rig.EndAsync(rig.Server.SendAuthorizedAsync(HttpMethod.Delete, $"/environments/{shop.NameOf(label)}"));
        shop.ShouldBeGone(label);
    }
}
