using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Following a deployment from beside the program itself.</summary>
[Trait("Category", "EndToEnd")]
public sealed class FollowTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task What_it_prints_comes_as_events_while_it_runs_and_its_record_ends_them()
    {
        folder.WriteScript("script.sh", "echo begun; while [ ! -e go ]; do sleep 0.05; done; echo done");
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: script.sh }}]");
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", RunningServer.Token);
        var id = (await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("id");
        using var events = await EventReader.OpenAsync(server.Http, $"/deployments/{id}/events");

        while ((await events.NextAsync()).ShouldNotBeNull() is not { Type: "", Data: "begun" })
        {
            // The command itself comes first.
        }

        folder.Write("go", "");
        var rest = await events.ToEndAsync();
        rest.Select(next => next.Type).ShouldBe(["", "result"]);
        rest[0].Data.ShouldBe("done");
        rest[1].Data.ShouldContain($"\"id\":\"{id}\"");
        rest[1].Data.ShouldContain("\"state\":\"succeeded\"");
    }
}
