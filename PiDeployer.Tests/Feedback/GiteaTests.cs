using PiDeployer.Feedback;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Feedback;

/// <summary>By the API's own description, <c>/api/swagger</c> of every Gitea and Forgejo: <c>repoCreateStatus</c>.</summary>
public sealed class GiteaTests : IDisposable
{
    private readonly HttpClient http = PatientClient.NewHttp();

    public void Dispose() => http.Dispose();

    [Theory(Timeout = 180_000)]
    [InlineData("Running", "pending")]
    [InlineData("Succeeded", "success")]
    [InlineData("Failed", "failure")]
    [InlineData("Stopped", "error")]
    public async Task A_status_is_sent_to_the_byte(string progress, string state)
    {
        await using var api = await ForgeApi.StartAsync();

        (await ReportAsync(api.Address, SomeReport.Whole(Enum.Parse<Progress>(progress), "grün"))).ShouldBeNull();

        api.Requests.ShouldHaveSingleItem().Text.ShouldBe(
            $$"""
            POST /api/v1/repos/ann/shop/statuses/0123456789abcdef0123456789abcdef01234567
            Accept: application/json
            Authorization: token the-token-for-the-forge
            Content-Type: application/json
            User-Agent: pi-deployer

            {"state":"{{state}}","target_url":"https://deploy.example.org/#/deployments/20261121-140507-9f3a61","description":"gr\u00FCn","context":"pi-deployer/shop"}
            """);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_forge_may_be_in_a_folder_of_its_host_and_what_is_not_known_is_left_out()
    {
        await using var api = await ForgeApi.StartAsync();

        await ReportAsync(new Uri(api.Address, "/git/"), SomeReport.Of(Progress.Running));

        var request = api.Requests.ShouldHaveSingleItem();
        request.Line.ShouldBe($"POST /git/api/v1/repos/ann/shop/statuses/{SomeReport.Commit}");
        request.Body.ShouldBe("""{"state":"pending","description":"Deploying","context":"pi-deployer/shop"}""");
    }

    [Fact(Timeout = 180_000)]
    public async Task It_knows_no_environments()
    {
        await using var api = await ForgeApi.StartAsync();
        IForge gitea = new Gitea(new ForgeSettings(ForgeKind.Gitea, Some.Secret(ForgeApi.Token), api.Address), http, TimeProvider.System);

        (await gitea.RemoveAsync(Some.Repository("ann/shop"), Some.Name("shop"), CancellationToken.None)).ShouldBeNull();

        api.Requests.ShouldBeEmpty();
    }

    private Task<string?> ReportAsync(Uri address, Report report) =>
        new Gitea(new ForgeSettings(ForgeKind.Gitea, Some.Secret(ForgeApi.Token), address), http, TimeProvider.System).ReportAsync(report, CancellationToken.None);
}
