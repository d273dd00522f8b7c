using System.Net;
using System.Runtime.InteropServices;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The same delivery twice is deployed once, unless the first one did not end well.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class DeliveryTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public DeliveryTests() => folder.WriteScript("script.sh", "touch began; while [ -e hold ]; do sleep 0.05; done; [ ! -e broken ]");

    [Fact(Timeout = 180_000)]
    public async Task It_is_known_by_its_name()
    {
        var (header, value) = ("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958");
        await using var server = await StartAsync();
        var first = await PushAsync(server, (header, value));
        (await server.EndedAsync(first)).Text("delivery").ShouldBe(value);

        var again = await server.SendAsync(Webhook.Push("ann/shop"), (header, value)).ShouldAnswerAsync(HttpStatusCode.OK);

        (again.Text("status"), again.Text("project"), again.Text("id")).ShouldBe(("duplicate", "shop", first));
        (await server.PageAsync()).Ids().ShouldBe([first]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("X-Gitlab-Webhook-UUID", "13792a34-cac6-4fda-95a8-c58e00a3954e")]
    [InlineData("X-GitHub-Hook-ID", "292430182")]
    [InlineData("X-GitHub-Delivery", "")]
    [InlineData("X-GitHub-Delivery", "two words")]
    [InlineData("X-GitHub-Delivery", "../../etc/passwd")]
    [InlineData("X-GitHub-Delivery", "\",\"state\":\"succeeded")]
    [InlineData("X-GitHub-Delivery", "12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task What_names_no_delivery_makes_no_duplicate(string header, string value)
    {
        await using var server = await StartAsync();
        var first = await PushAsync(server, (header, value));
        (await server.EndedAsync(first))["delivery"].ShouldBeNull();

        var second = await PushAsync(server, (header, value));

        (await server.EndedAsync(second)).Text("state").ShouldBe("succeeded");
        (await server.PageAsync()).Ids().ShouldBe([second, first]);
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_failed_is_run_again_and_then_not_any_more()
    {
        folder.Write("broken", "");
        await using var server = await StartAsync();
        var first = await server.PushAsync(delivery: "d1");
        (await server.EndedAsync(first)).Text("state").ShouldBe("failed");

        File.Delete(folder.File("broken"));
        var second = await server.PushAsync(delivery: "d1");

        second.ShouldNotBe(first);
        (await server.EndedAsync(second)).Text("state").ShouldBe("succeeded");
        (await DuplicateAsync(server, "d1")).ShouldBe(second);
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_runs_is_a_duplicate_and_no_conflict()
    {
        folder.Write("hold", "");
        await using var server = await StartAsync();
        var first = await server.PushAsync(delivery: "d1");
        await Eventually.FileAsync(folder.File("began"));

        (await DuplicateAsync(server, "d1")).ShouldBe(first);
        await server.SendAsync(Webhook.Push("ann/shop"), ("X-GitHub-Delivery", "d2")).ShouldFailAsync(HttpStatusCode.Conflict);

        File.Delete(folder.File("hold"));
        await server.EndedAsync(first);
        await server.EndedAsync(await server.PushAsync(delivery: "d2"));
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_waits_is_a_duplicate_until_it_is_cancelled()
    {
        folder.Write("hold", "");
        await using var server = await StartAsync(", on_busy: queue");
        await server.PushAsync(delivery: "d1");
        var waiting = await server.PushAsync(delivery: "d2");

        (await DuplicateAsync(server, "d2")).ShouldBe(waiting);
        await server.PostAsync($"/deployments/{waiting}/cancel").ShouldAnswerAsync(HttpStatusCode.OK);
        (await server.PushAsync(delivery: "d2")).ShouldNotBe(waiting);

        File.Delete(folder.File("hold"));
    }

    [Fact(Timeout = 180_000)]
    public async Task It_is_remembered_by_the_next_process()
    {
        string first;
        await using (var server = await StartAsync())
        {
            first = await server.PushAsync(delivery: "d1");
            await server.EndedAsync(first);
            server.Signal(PosixSignal.SIGTERM);
            await server.ExitAsync();
        }

        await using var next = await StartAsync();
        (await DuplicateAsync(next, "d1")).ShouldBe(first);
        await next.EndedAsync(await next.PushAsync(delivery: "d2"));
    }

    public void Dispose() => folder.Dispose();

    private static Task<string> PushAsync(RunningServer server, (string, string?) header) => server.SendAsync(Webhook.Push("ann/shop"), header).ShouldAcceptAsync();

    private static async Task<string> DuplicateAsync(RunningServer server, string delivery)
    {
        var answer = await server.SendAsync(Webhook.Push("ann/shop"), ("X-GitHub-Delivery", delivery)).ShouldAnswerAsync(HttpStatusCode.OK);
        answer.Text("status").ShouldBe("duplicate");
        answer.Text("reason").ShouldNotBeEmpty();
        return answer.Text("id");
    }

    private Task<RunningServer> StartAsync(string more = "") => RunningServer.StartAsync(
        folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: script.sh{more} }}]");
}
