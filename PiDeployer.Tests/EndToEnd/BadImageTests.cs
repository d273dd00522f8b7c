using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What was pushed does not work, which only shows when it runs.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(90)]
public sealed class BadImageTests : IClassFixture<UpdateRig>
{
    private readonly UpdateRig rig;

    public BadImageTests(UpdateRig rig)
    {
        UpdateRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 180_000)]
    public Task One_that_never_gets_healthy_is_rolled_back() =>
        ShouldBeRolledBackAsync(AppImage.NeverHealthy("ill"), "is running (unhealthy)", "at your service");

    [Fact(Timeout = 180_000)]
    public Task One_that_exits_at_once_is_rolled_back() => ShouldBeRolledBackAsync(AppImage.ExitingAtStart(), "is exited with 3", "no database");

    [Fact(Timeout = 180_000)]
    public Task One_that_crashes_again_and_again_is_rolled_back() =>
        ShouldBeRolledBackAsync(AppImage.Crashing("for a second"), "does not stay up: it was restarted", "out of luck", "    restart: always\n");

    /// <summary>As one service and as a whole stack, at once. Beside it is a job that ends, which is well.</summary>
    private async Task ShouldBeRolledBackAsync(AppImage bad, string problem, string lastWords, string more = "")
    {
        rig.Images.Add("job", AppImage.Finishing());
        await Task.WhenAll(
            ShouldBeRolledBackAsync("health_check", stack => rig.Server.CallAsync("/deploy", ("service", stack.Service), ("image", rig.Registry.Reference(stack.Name)))),
            ShouldBeRolledBackAsync("stays up", stack => rig.Server.CallAsync($"/deploy/{stack.Name}")));

        async Task ShouldBeRolledBackAsync(string step, Func<ComposeStack, Task<HttpResponseMessage>> call)
        {
            var stack = await rig.RunningStackAsync(AppImage.Serving($"good {Guid.NewGuid()}"), more + ComposeStack.Other("job", rig.Images.Reference("job"), "    pull_policy: never\n"));
            var good = stack.Image();
            var page = await Eventually.PageAsync(stack.Address);
            await rig.PublishAsync(stack.Name, bad);

            var answer = await call(stack).ShouldAnswerAsync(HttpStatusCode.InternalServerError);

            (answer.Flag("ok"), answer.Flag("success"), answer.Flag("rolled_back")).ShouldBe((false, false, true), answer.ToJsonString());
            answer.Text("error").ShouldStartWith($"{stack.Service} {problem}");
            answer.Text("error").ShouldEndWith("; rolled back to the images before");
            stack.Image().ShouldBe(good);
            (await Eventually.PageAsync(stack.Address)).ShouldBe(page);
            var record = await rig.Server.RecordAsync(answer.Text("id"));
            record.Text("state").ShouldBe("rolled_back");
            var failed = record["steps"].ShouldBeOfType<JsonArray>().Single(one => !one.Flag("success"));
            failed.Text("name").ShouldBe(step);
            failed.Text("tail").ShouldContain(lastWords);
            answer.Text("logs").ShouldBe(failed.Text("tail"));
        }
    }
}
