using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Abuse;

/// <summary>Whoever lets the server wait for the rest of a request.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
public sealed class SlowSendersTests
{
    private const string Post = "POST /deploy HTTP/1.1\r\nHost: x\r\n";

    [Fact(Timeout = 360_000)]
    public async Task They_are_told_so_and_cut_off_and_who_says_nothing_is_cut_off_without_a_word()
    {
        using var folder = new TempDirectory();
        await using var server = await RunningServer.StartAsync(folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: pull-only }}]");

        var answers = await Task.WhenAll(
            SendAsync($"{Post}X-A: "),
            SendAsync($"{Post}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"),
            SendAsync(""));

        answers.ShouldAllBe(answer => answer.IsClosed);
        answers.Select(answer => answer.Statuses).ShouldBe([[408], [408], []]);

        Task<RawPort> SendAsync(string text) => RawPort.SendAsync(server.Address, Encoding.ASCII.GetBytes(text), TimeSpan.FromSeconds(60));
    }
}
