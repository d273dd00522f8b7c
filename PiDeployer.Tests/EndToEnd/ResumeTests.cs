using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>resume: true</c>: what was interrupted begins again at the next start, once.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class ResumeTests : IDisposable
{
    private const string Resume = ", resume: true";

    private readonly HeldProject project = new();

    [Theory(Timeout = 180_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_interrupted_begins_again_and_a_second_time_it_does_not(bool killed)
    {
        var first = await InterruptAsync(killed, Resume, server => server.PushAsync(delivery: "d1"));
        var second = await InterruptAsync(killed, Resume, async server => (await server.PageAsync()).Ids().First(id => id != first));

        project.Release();
        await using var server = await project.StartAsync(Resume);
        var again = await server.EndedAsync(second);

        again.Text("state").ShouldBe("interrupted");
        (again.Text("resumes"), again.Text("trigger"), again.Text("delivery")).ShouldBe((first, "push", "d1"));
        (await server.RecordAsync(first)).Text("state").ShouldBe("interrupted");
        (await server.PageAsync()).Ids().ShouldBe([second, first]);
        LiveProcesses.WithArgument(project.Nap).ShouldBeEmpty();
        (await server.EndedAsync(await server.PushAsync(delivery: "d1"))).Text("state").ShouldBe("succeeded", "the forge's own redelivery is run");
    }

    [Theory(Timeout = 180_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_begins_again_may_succeed(bool killed)
    {
        var first = await InterruptAsync(killed, Resume, server => server.PushAsync());

        project.Release();
        await using var server = await project.StartAsync(Resume);
        var second = (await server.PageAsync()).Ids().Single(id => id != first);

        (await server.EndedAsync(second)).Text("state").ShouldBe("succeeded");
        (await server.StatusAsync("shop")).Flag("success").ShouldBeTrue();
        project.Began.ShouldBe([first, second]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_the_wish_for_it_it_was_interrupted_and_that_is_all(bool killed)
    {
        var first = await InterruptAsync(killed, "", server => server.PushAsync());

        await using var server = await project.StartAsync();

        var record = await server.EndedAsync(first);
        record.Text("state").ShouldBe("interrupted");
        record.Text("error").ShouldContain(killed ? "was killed, or the power failed" : "was stopped before it had finished");
        (await server.PageAsync()).Ids().ShouldBe([first]);
        (await server.LogsAsync("shop")).ShouldContain("shop - interrupted");
        LiveProcesses.WithArgument(project.Nap).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_newer_push_that_waits_takes_the_place_of_what_would_begin_again()
    {
        string first, newer;
        await using (var server = await project.StartAsync(Resume + ", on_busy: queue"))
        {
            first = await server.PushAsync();
            await project.BeganAsync(first);
            newer = await server.PushAsync();
            await server.KillAsync();
        }

        project.Release();
        await using var next = await project.StartAsync(Resume + ", on_busy: queue");

        (await next.EndedAsync(newer)).Text("state").ShouldBe("succeeded");
        (await next.PageAsync()).Ids().ShouldBe([newer, first]);
        project.Began.ShouldBe([first, newer]);
    }

    public void Dispose() => project.Dispose();

    /// <summary>Starts a process, has it run a deployment, and ends both.</summary>
    private async Task<string> InterruptAsync(bool killed, string more, Func<RunningServer, Task<string>> deploy)
    {
        await using var server = await project.StartAsync(more);
        var id = await deploy(server);
        await project.BeganAsync(id);
        await (killed ? server.KillAsync() : server.StopAsync());
        return id;
    }
}
