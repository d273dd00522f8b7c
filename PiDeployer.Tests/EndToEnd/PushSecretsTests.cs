using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class PushSecretsTests : IDisposable
{
    private readonly TempDirectory folder = new();

    [Fact(Timeout = 180_000)]
    public async Task A_secret_in_what_a_push_says_is_in_no_record_and_no_answer()
    {
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: /bin/true }}]");

        var push = Webhook.Push("ann/shop", message: $"oops, the token {RunningServer.Token} is in here");
        var id = (await server.SendAsync(push).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("id");
        await server.ResultAsync("shop");

        var record = await server.SendAuthorizedAsync(HttpMethod.Get, $"/deployments/{id}").ShouldAnswerAsync(HttpStatusCode.OK);
        record.Text("message").ShouldBe("oops, the token *** is in here");
        record.Text("author").ShouldBe("Ann Author");
        (await File.ReadAllTextAsync(folder.File("state/history/shop.jsonl"))).ShouldNotContain(RunningServer.Token);
    }

    public void Dispose() => folder.Dispose();
}
