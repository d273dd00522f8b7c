using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>POST /deployments/ID/cancel</c></summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class CancelTests : IDisposable
{
    private readonly HeldProject project = new();

    [Fact(Timeout = 180_000)]
    public async Task What_waits_never_begins()
    {
        await using var server = await project.StartAsync(", on_busy: queue");
        var running = await server.PushAsync();
        var waiting = await server.PushAsync();

        var answer = await CancelAsync(server, waiting).ShouldAnswerAsync(HttpStatusCode.OK);

        (answer.Text("status"), answer.Text("project"), answer.Text("id")).ShouldBe(("cancelled", "shop", waiting));
        var record = await server.RecordAsync(waiting);
        (record.Text("state"), record.Text("error")).ShouldBe(("cancelled", "somebody cancelled it while it waited"));
        project.Release();
        (await server.EndedAsync(running)).Text("state").ShouldBe("succeeded");
        project.Began.ShouldBe([running]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_runs_is_ended_with_everything_it_started()
    {
        await using var server = await project.StartAsync(", resume: true");
        var running = await server.PushAsync();
        await project.BeganAsync(running);

        (await CancelAsync(server, running).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("status").ShouldBe("cancelling");

        var record = await server.EndedAsync(running);
        (record.Text("state"), record.Text("error")).ShouldBe(("cancelled", "somebody cancelled it while it ran"));
        record.Steps().ShouldBe(["script"]);
        LiveProcesses.WithArgument(project.Nap).ShouldBeEmpty();
        (await server.LogsAsync("shop")).ShouldContain("shop - cancelled (");
        project.Release();
        (await server.EndedAsync(await server.PushAsync())).Text("state").ShouldBe("succeeded", "its slot is free");
        (await server.PageAsync()).Ids().Count().ShouldBe(2, "it is not resumed");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_waited_for_the_cancelled_one_runs()
    {
        await using var server = await project.StartAsync(", on_busy: queue");
        var running = await server.PushAsync();
        await project.BeganAsync(running);
        var waiting = await server.PushAsync();

        await CancelAsync(server, running).ShouldAnswerAsync(HttpStatusCode.Accepted);

        await server.EndedAsync(running);
        await project.BeganAsync(waiting);
        project.Release();
        (await server.EndedAsync(waiting)).Text("state").ShouldBe("succeeded");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_has_ended_or_never_was_cannot_be_cancelled()
    {
        project.Release();
        await using var server = await project.StartAsync();
        var ended = await server.PushAsync();
        await server.EndedAsync(ended);

        (await CancelAsync(server, ended).ShouldFailAsync(HttpStatusCode.Conflict)).ShouldBe("It has ended already: succeeded");
        await CancelAsync(server, "20200101-000000-abcdef").ShouldFailAsync(HttpStatusCode.NotFound);
        await CancelAsync(server, "yesterday").ShouldFailAsync(HttpStatusCode.BadRequest);
        (await server.RecordAsync(ended)).Text("state").ShouldBe("succeeded");
    }

    [Fact(Timeout = 180_000)]
    public async Task Strangers_cannot_cancel()
    {
        await using var server = await project.StartAsync();
        var running = await server.PushAsync();

        await server.Http.PostAsync($"/deployments/{running}/cancel", content: null).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.Http.PostAsync("/deployments/yesterday/cancel", content: null).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.SendAuthorizedAsync(HttpMethod.Get, $"/deployments/{running}/cancel").ShouldFailAsync(HttpStatusCode.MethodNotAllowed);

        project.Release();
        (await server.EndedAsync(running)).Text("state").ShouldBe("succeeded");
    }

    public void Dispose() => project.Dispose();

    private static Task<HttpResponseMessage> CancelAsync(RunningServer server, string id) => server.PostAsync($"/deployments/{id}/cancel");
}
