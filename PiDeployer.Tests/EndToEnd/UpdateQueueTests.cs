using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Several calls for one stack at once, and a program that is killed in the middle of one.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(70)]
public sealed class UpdateQueueTests : IClassFixture<UpdateRig>
{
    private readonly UpdateRig rig;

    public UpdateQueueTests(UpdateRig rig)
    {
        UpdateRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 180_000)]
    public async Task Calls_for_two_services_are_both_done_one_after_the_other_and_of_those_for_one_the_newest_wins()
    {
        var stack = await rig.StackAsync();
        stack.StopGracePeriod = "90s";
        var (other, image, otherImage) = ($"other-{stack.Service}", rig.Registry.Reference(stack.Name), rig.Registry.Reference($"{stack.Name}-other"));
        await rig.PublishAsync(stack.Name, AppImage.HeldAtEnd($"old {stack.Name}"));
        await rig.PublishAsync($"{stack.Name}-other", AppImage.Serving($"{Guid.NewGuid()}"));
        stack.Write(image, ComposeStack.Other(other, otherImage));
        stack.Up();
        var old = stack.Container();
        var first = await rig.PublishAsync($"{stack.Name}-1", AppImage.SlowToEnd($"first {stack.Name}"));
        await rig.PublishAsync($"{stack.Name}-2", AppImage.Serving($"second {stack.Name}"));
        var third = await rig.PublishAsync($"{stack.Name}-3", AppImage.Serving($"third {stack.Name}"));
        var news = await rig.PublishAsync($"{stack.Name}-other", AppImage.Serving($"{Guid.NewGuid()}"));

        var runs = await CallAsync(stack.Service, "-1");
        await rig.Server.UntilAsync(runs, "running");
        var second = await CallAsync(stack.Service, "-2");
        var forOther = await CallAsync(other, "-other");
        var last = await CallAsync(stack.Service, "-3");
        Shell.Run("docker", "exec", old, "/bin/busybox", "touch", "/end");

        var all = new[] { await rig.Server.EndedAsync(runs), await rig.Server.EndedAsync(last), await rig.Server.EndedAsync(forOther) };
        all.ShouldAllBe(record => record.Text("state") == "succeeded");
        var superseded = await rig.Server.EndedAsync(second);
        (superseded.Text("state"), superseded.Text("error")).ShouldBe(("cancelled", $"a newer one took its place before its turn came: {last}"));
        (stack.Image(), stack.Image(other)).ShouldBe((third, news));
        all[1]["before"]?["images"].ShouldBeOfType<JsonArray>().Single(one => one.Text("service") == stack.Service).Text("id").ShouldBe(first);
        var ends = DateTimeOffset.MinValue;
        foreach (var (begin, end) in all.Select(Times).Order())
        {
            begin.ShouldBeGreaterThan(ends);
            ends = end;
        }

        Task<string> CallAsync(string service, string tag) =>
            rig.Server.CallAsync("/deploy?wait=0", ("stack", stack.Name), ("service", service), ("image", rig.Registry.Reference($"{stack.Name}{tag}"))).ShouldAcceptAsync();

        static (DateTimeOffset Begin, DateTimeOffset End) Times(JsonObject record)
        {
            var begin = DateTimeOffset.Parse(record.Text("started_at"), CultureInfo.InvariantCulture);
            return (begin, begin.AddSeconds(record.Number("duration")));
        }
    }

    [Theory(Timeout = 180_000)]
    [InlineData(true, Traits = ["Runs", "Long"])]
    [InlineData(false)]
    public async Task Killed_in_the_middle_of_up_it_says_so_afterwards_and_the_next_call_works(bool oneService)
    {
        var stack = await rig.StackAsync();
        await rig.PublishAsync(stack.Name, AppImage.SlowToEnd("old"));
        stack.StopGracePeriod = "20s";
        stack.Write(rig.Registry.Reference(stack.Name));
        stack.Up();
        var old = stack.Container();
        var news = await rig.PublishAsync(stack.Name, AppImage.Serving("new"));
        using var folder = new TempDirectory();
        var projects = $"projects: [{{ name: {stack.Name}, path: {stack.Folder}, deploy_mode: compose-update }}]";
        (string, string)[] call = oneService ? [("service", stack.Service)] : [("stack", stack.Name)];
        string id;
        await using (var killed = await RunningServer.StartAsync(folder, projects, ("STEADY_TIME", "2")))
        {
            id = await killed.CallAsync("/deploy?wait=0", call).ShouldAcceptAsync();
            await Eventually.TrueAsync(() => Shell.Run("docker", "logs", old).Contains("about to end", StringComparison.Ordinal), "it is in the middle of up");
            await killed.KillAsync();
        }

        await using var server = await RunningServer.StartAsync(folder, projects, ("STEADY_TIME", "2"));
        var record = await server.RecordAsync(id);
        record.Text("state").ShouldBe("interrupted");
        LiveProcesses.In(stack.Folder).ShouldBeEmpty("what it had started is ended");
        await Eventually.TrueAsync(() => stack.InspectEach("{{.State.Running}}").All(running => running == "false"), "nothing runs, and nobody wanted that");
        var answer = await server.CallAsync("/deploy", call).ShouldAnswerAsync(HttpStatusCode.OK);

        (await Eventually.PageAsync(stack.Address)).ShouldBe("new", answer.ToJsonString());
        stack.Image().ShouldBe(news);
    }
}
