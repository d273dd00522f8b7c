using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The registry is down, wants a login, or is slow; whatever it is, what runs goes on.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(65)]
public sealed class RegistryTests : IClassFixture<UpdateRig>
{
    /// <summary>In kB; a pull of it over <see cref="SlowLineAsync"/> takes about three seconds.</summary>
    private const int Large = 3000;

    /// <summary>So large that nobody waits for its end.</summary>
    private const int Endless = 30_000;

    private readonly UpdateRig rig;

    public RegistryTests(UpdateRig rig)
    {
        UpdateRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_is_down_fails_the_pull_in_the_engine_s_words_and_nothing_is_touched()
    {
        var stack = await rig.RunningStackAsync(AppImage.Serving("still here"));
        var container = stack.Container();
        rig.Registry.Stop();
        try
        {
            await ShouldFailAsync("pull_image", "docker compose pull", rig.Server.CallAsync("/deploy", ("service", stack.Service)));
            await ShouldFailAsync("pull_image", "docker pull", rig.Server.CallAsync("/deploy", ("service", stack.Service), ("image", rig.Registry.Reference("2"))));
            await ShouldFailAsync("pull", "docker compose pull", rig.Server.CallAsync($"/deploy/{stack.Name}"));
        }
        finally
        {
            await rig.Registry.StartAgainAsync();
        }

        stack.Container().ShouldBe(container);
        (await rig.Server.Http.GetStringAsync(stack.Address)).ShouldBe("still here");

        async Task ShouldFailAsync(string step, string command, Task<HttpResponseMessage> call)
        {
            var answer = await call.ShouldAnswerAsync(HttpStatusCode.InternalServerError);
            answer.Text("error").ShouldStartWith(command);
            answer.Text("error").ShouldContain("connection refused");
            answer.Flag("rolled_back").ShouldBeFalse();
            answer["steps"].ShouldBeOfType<JsonArray>().Single(one => !one.Flag("ok")).Text("step").ShouldBe(step);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task One_with_a_login_wants_that_of_the_stack_and_a_wrong_password_is_not_told()
    {
        var ann = new RegistryLogin("ann", "s3cret-of-ann");
        var wrong = ann with { Password = "gu3ssed-by-bob" };
        using var registry = await LocalRegistry.StartAsync(ann);
        var stack = await rig.StackAsync();
        var image = registry.Reference("latest");
        Shell.Run("docker", "tag", rig.Images.Reference("v1"), image);
        stack.Write(image);
        stack.Up();
        var container = stack.Container();
        await registry.PushAsync(rig.Images.Reference("v2"), "latest");

        (await FailAsync()).ShouldContain("no basic auth credentials");
        stack.WriteFile(".docker/config.json", wrong.DockerConfig(registry.Host));
        (await FailAsync()).ShouldContain("unauthorized");
        stack.Container().ShouldBe(container);
        (await rig.Server.LogsAsync(stack.Name)).ShouldNotContain(wrong.Password);

        stack.WriteFile(".docker/config.json", ann.DockerConfig(registry.Host));
        await rig.Server.CallAsync($"/deploy/{stack.Name}").ShouldAnswerAsync(HttpStatusCode.OK);
        (await Eventually.PageAsync(stack.Address)).ShouldBe("v2");

        async Task<string> FailAsync()
        {
            var answer = await rig.Server.CallAsync($"/deploy/{stack.Name}").ShouldAnswerAsync(HttpStatusCode.InternalServerError);
            answer.ToJsonString().ShouldNotContain(wrong.Password);
            return answer.Text("error");
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task While_a_slow_pull_goes_on_every_request_is_answered()
    {
        using var registry = await SlowLineAsync();
        var stack = await StackAsync(registry, Large);
        await using var visitor = new Visitor(stack.Address);

        var answer = await rig.Server.CallAsync($"/deploy/{stack.Name}").ShouldAnswerAsync(HttpStatusCode.OK);

        answer["steps"].ShouldBeOfType<JsonArray>().Single(step => step.Text("name") == "pull").Number("duration_ms").ShouldBeGreaterThan(2000);
        var replaced = DateTimeOffset.Parse(stack.Inspect("{{.Created}}"), System.Globalization.CultureInfo.InvariantCulture);
        var visits = visitor.Visits.Where(visit => visit.End < replaced).ToList();
        visits.Count.ShouldBeGreaterThan(10);
        visits.ShouldAllBe(visit => visit.Page == "v1");
        await Eventually.TrueAsync(() => visitor.Visits.Last().Page == "large", "the new one answers");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_pull_that_takes_too_long_or_is_not_wanted_any_more_is_ended_and_the_old_one_goes_on()
    {
        using var registry = await SlowLineAsync();
        using var folder = new TempDirectory();
        var limited = await StackAsync(registry, Endless);
        await using var impatient = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: {limited.Name}, path: {limited.Folder}, deploy_mode: compose-update }}]", ("PULL_TIMEOUT", "1"));
        var timed = await StackAsync(registry, Endless, ", timeout: 3");
        var cancelled = await StackAsync(registry, Endless);
        var containers = Containers();

        await Task.WhenAll(LimitAsync(), TimeAsync(), CancelAsync());

        Containers().ShouldBe(containers);
        foreach (var stack in new[] { limited, timed, cancelled })
        {
            (await Eventually.PageAsync(stack.Address)).ShouldBe("v1");
            LiveProcesses.In(stack.Folder).ShouldBeEmpty();
        }

        string[] Containers() => [limited.Container(), timed.Container(), cancelled.Container()];

        async Task LimitAsync()
        {
            var answer = await impatient.CallAsync("/deploy", ("service", limited.Service)).ShouldAnswerAsync(HttpStatusCode.InternalServerError);
            answer.Text("error").ShouldBe($"docker compose pull {limited.Service} took longer than 1 s and was ended; PULL_TIMEOUT allows it more");
            answer.Flag("rolled_back").ShouldBeFalse();
        }

        async Task TimeAsync()
        {
            var answer = await rig.Server.CallAsync($"/deploy/{timed.Name}").ShouldAnswerAsync(HttpStatusCode.InternalServerError);
            answer.Text("error").ShouldBe("it took longer than its timeout of 3 s and was ended");
            (answer.Text("state"), answer.Flag("rolled_back")).ShouldBe(("timed_out", false));
        }

        async Task CancelAsync()
        {
            var id = (await rig.Server.CallAsync($"/deploy/{cancelled.Name}?wait=0").ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("id");
            await Eventually.TrueAsync(() => LiveProcesses.In(cancelled.Folder).Any(line => line.Contains(" pull", StringComparison.Ordinal)), "it pulls");
            await rig.Server.PostAsync($"/deployments/{id}/cancel").ShouldAnswerAsync(HttpStatusCode.Accepted);
            var record = await rig.Server.EndedAsync(id);
            (record.Text("state"), record.Steps().Last()).ShouldBe(("cancelled", "pull"));
        }
    }

    private static Task<LocalRegistry> SlowLineAsync() => LocalRegistry.StartAsync(kilobytesPerSecond: 1000);

    /// <summary>One that runs v1, and whose tag means something large in the registry.</summary>
    private async Task<ComposeStack> StackAsync(LocalRegistry registry, int kilobytes, string options = "")
    {
        var stack = await rig.StackAsync(options);
        var image = registry.Reference(stack.Name);
        Shell.Run("docker", "tag", rig.Images.Reference("v1"), image);
        stack.Write(image);
        stack.Up();
        rig.Images.Add(stack.Name, AppImage.Large("large", kilobytes));
        await registry.PushAsync(rig.Images.Reference(stack.Name), stack.Name);
        rig.Images.Remove(stack.Name);
        return stack;
    }
}
