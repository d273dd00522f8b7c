using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A folder of stacks in a git repository: those that changed are deployed, and nobody touches the others.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(155)]
public sealed class StacksRepositoryTests : IClassFixture<DockerImages>, IDisposable
{
    private const string Mounts = "    volumes: [\"./site.conf:/etc/site.conf:ro\", \"./data:/data\"]\n";

    private readonly TempDirectory folder;
    private readonly DockerImages images;
    private readonly StacksRepository stacks;

    public StacksRepositoryTests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
        folder = new TempDirectory();
        stacks = new StacksRepository(folder, images);
    }

    [Fact(Timeout = 540_000)]
    public async Task Of_five_the_three_that_changed_are_deployed_and_of_these_only_what_has_to_begin_again()
    {
        await using var server = await StartAsync();
        foreach (var plain in new[] { "one", "two", "three", "four" })
            stacks.PushStack(plain);
        stacks.PushStack("files", more: Mounts + stacks.Service("side", "v1"));
        stacks.Push("files", "site.conf", "old");
        stacks.Push("files", "data/seed", "tracked");

        (await server.DeployChangedAsync()).States().ShouldBe(States(("files", "succeeded"), ("four", "succeeded"), ("one", "succeeded"), ("three", "succeeded"), ("two", "succeeded")));
        string[] untouched = [stacks.Container("three"), stacks.Container("four"), stacks.Container("files", "side")];
        var web = stacks.Container("files");
        stacks.Inside("files", "cat", "/etc/site.conf").ShouldBe("old");

        stacks.Inside("files", "sh", "-c", "echo mine > /data/own; echo more >> /data/seed");
        (await server.DeployChangedAsync()).States().Values.ShouldAllBe(state => state == "skipped");
        stacks.Container("files").ShouldBe(web, "what it writes itself is nothing new");

        stacks.PushStack("one", "v2");
        stacks.PushStack("two", more: "    labels: { changed: \"true\" }\n");
        stacks.Push("files", "site.conf", "new");
        var answer = await server.DeployChangedAsync();

        answer.States().ShouldBe(States(("files", "succeeded"), ("four", "skipped"), ("one", "succeeded"), ("three", "skipped"), ("two", "succeeded")));
        answer.Result("four").Text("message").ShouldBe("It is as it was deployed last");
        stacks.Page("one").ShouldBe("v2");
        stacks.Inside("files", "cat", "/etc/site.conf").ShouldBe("new");
        stacks.Inside("files", "cat", "/data/own").ShouldBe("mine");
        stacks.Container("files").ShouldNotBe(web);
        new[] { stacks.Container("three"), stacks.Container("four"), stacks.Container("files", "side") }.ShouldBe(untouched);
        Steps(answer.Result("files")).ShouldContain("recreate");
        Steps(answer.Result("one")).ShouldNotContain("recreate");

        var running = (stacks.Container("files"), stacks.Container("two"));
        (await server.DeployChangedAsync()).States().Values.ShouldAllBe(state => state == "skipped");
        (stacks.Container("files"), stacks.Container("two")).ShouldBe(running);
    }

    [Fact(Timeout = 540_000)]
    public async Task Settings_count_a_broken_stack_keeps_no_other_and_one_that_goes_is_told_of()
    {
        await using var server = await StartAsync($", overrides: {{ {stacks.Name("off")}: {{ enabled: false }} }}");
        stacks.PushStack("dotenv", more: "    environment: { COLOR: \"${COLOR}\" }\n");
        stacks.PushStack("envfile", more: "    env_file: [own.env]\n");
        stacks.PushStack("profile", more: $"{stacks.Service("extra", "v1")}    profiles: [more]\n");
        stacks.PushStack("gone");
        stacks.PushStack("off");
        stacks.Push("bad", "compose.yaml", "services: [no, list]");
        stacks.Git.InCheckout("pull", "-q");
        stacks.Git.Write($"services/{stacks.Name("dotenv")}/.env", "COLOR=red");
        stacks.Git.Write($"services/{stacks.Name("envfile")}/own.env", "COLOR=red");

        var first = await server.DeployChangedAsync(HttpStatusCode.InternalServerError);

        first.States().ShouldBe(States(("bad", "failed"), ("dotenv", "succeeded"), ("envfile", "succeeded"), ("gone", "succeeded"), ("profile", "succeeded")));
        first.Text("error").ShouldBe($"not all stacks were deployed: {stacks.Name("bad")}");
        first.Result("bad").Text("error").ShouldStartWith("docker compose config exited with ");
        first.Result("bad").Text("error").ShouldContain("services");
        stacks.Container("off").ShouldBeEmpty();
        var gone = stacks.Container("gone");

        stacks.Git.Write($"services/{stacks.Name("dotenv")}/.env", "COLOR=blue");
        stacks.Git.Write($"services/{stacks.Name("envfile")}/own.env", "COLOR=blue");
        folder.Write("projects.yml", stacks.Yaml($", overrides: {{ {stacks.Name("off")}: {{ enabled: false }}, {stacks.Name("profile")}: {{ compose_profiles: [more] }} }}"));
        await server.SendAuthorizedAsync(HttpMethod.Post, "/reload").ShouldAnswerAsync(HttpStatusCode.OK);
        stacks.Remove("gone");
        stacks.PushStack("new");
        var push = Webhook.Push("ann/home").ToRequest("/deploy?wait=100");
        var second = await server.Http.SendAsync(push).ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        second.States().ShouldBe(States(("bad", "failed"), ("dotenv", "succeeded"), ("envfile", "succeeded"), ("new", "succeeded"), ("profile", "succeeded")));
        foreach (var stack in new[] { "dotenv", "envfile" })
            stacks.Inside(stack, "env").ShouldContain("COLOR=blue");
        stacks.Container("profile", "extra").ShouldNotBeEmpty();
        stacks.Container("gone").ShouldBe(gone, "its data may be there and nowhere else");
        (await server.OutputAsync(second.Text("id"))).ShouldContain(
            $"{stacks.Name("gone")}: its folder is gone, and its containers are left as they are; `docker compose --project-name {stacks.Name("gone")} down` takes them away\n");
        (await server.OutputAsync(first.Text("id"))).ShouldNotContain("its folder is gone");
    }

    [Fact(Timeout = 540_000)]
    public async Task What_somebody_took_back_stays_so_when_another_stack_changes()
    {
        await using var server = await StartAsync();
        images.Add("next", "next");
        stacks.PushStack("one");
        stacks.PushStack("two");
        await server.DeployChangedAsync();
        stacks.PushStack("one", "next");
        (await server.DeployChangedAsync()).States().ShouldBe(States(("one", "succeeded"), ("two", "skipped")));
        stacks.Page("one").ShouldBe("next");

        var back = await server.EndedAsync(await server.PostAsync($"/rollback/{stacks.Name("one")}").ShouldAcceptAsync());
        back.Text("state").ShouldBe("rolled_back", back.ToJsonString());
        stacks.Page("one").ShouldBe("v1");
        var container = stacks.Container("one");
        stacks.PushStack("two", "v2");

        (await server.DeployChangedAsync()).States().ShouldBe(States(("one", "skipped"), ("two", "succeeded")));
        stacks.Container("one").ShouldBe(container);
    }

    [Fact(Timeout = 540_000)]
    public async Task A_kill_in_the_middle_loses_none_of_those_that_waited()
    {
        string running;
        await using (var server = await StartAsync(steadyTime: "60")) // None gets done before the kill.
        {
            foreach (var stack in new[] { "one", "two", "three" })
                stacks.PushStack(stack);
            await server.CallAsync("/deploy-all-changed?wait=0", "{}").ShouldAcceptAsync();
            await Eventually.TrueAsync(async () => (await StacksInAsync(server, "running")).Length == 1 && (await StacksInAsync(server, "waiting")).Length == 2, "one runs and two wait");
            running = (await StacksInAsync(server, "running")).ShouldHaveSingleItem();
            await server.KillAsync();
        }

        await using var next = await StartAsync();
        foreach (var stack in new[] { "one", "two", "three" })
        {
            var name = stacks.Name(stack);
            var id = (await next.PageAsync($"?project={name}")).Ids().ShouldHaveSingleItem();
            (await next.EndedAsync(id)).Text("state").ShouldBe(name == running ? "interrupted" : "succeeded");
        }

        var killed = running[(running.LastIndexOf('-') + 1)..];
        (await next.DeployChangedAsync()).States().Where(state => state.Value != "skipped").ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, string>(killed, "succeeded"));
    }

    public void Dispose()
    {
        stacks.Dispose();
        folder.Dispose();
    }

    private Task<RunningServer> StartAsync(string more = "", string steadyTime = "1") => RunningServer.StartAsync(folder, stacks.Yaml(more), ("STEADY_TIME", steadyTime));

    private static Dictionary<string, string> States(params (string Stack, string State)[] states) => states.ToDictionary(state => state.Stack, state => state.State);

    private static IEnumerable<string> Steps(JsonNode result) => result["steps"].ShouldBeOfType<JsonArray>().Select(step => step.Text("name"));

    /// <summary>The stacks whose deployments are in this state.</summary>
    private static async Task<string[]> StacksInAsync(RunningServer server, string state)
    {
        var records = (await server.PageAsync($"?state={state}"))["deployments"].ShouldBeOfType<JsonArray>();
        return [.. records.Select(record => record.Text("project")).Where(project => project != "home")];
    }
}
