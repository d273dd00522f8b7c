using System.Net;
using PiDeployer.Feedback;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Feedback;

/// <summary>By <see href="https://docs.gitlab.com/api/commits/#set-commit-pipeline-status"/>.</summary>
public sealed class GitLabTests : IDisposable
{
    private readonly HttpClient http = PatientClient.NewHttp();

    public void Dispose() => http.Dispose();

    [Theory(Timeout = 180_000)]
    [InlineData("Running", "running")]
    [InlineData("Succeeded", "success")]
    [InlineData("Failed", "failed")]
    [InlineData("Stopped", "canceled")]
    public async Task A_status_is_sent_to_the_byte(string progress, string state)
    {
        await using var api = await ForgeApi.StartAsync();

        (await ReportAsync(api, SomeReport.Whole(Enum.Parse<Progress>(progress), "Deploying"))).ShouldBeNull();

        api.Requests.ShouldHaveSingleItem().Text.ShouldBe(
            $$"""
            POST /api/v4/projects/ann%2Fshop/statuses/0123456789abcdef0123456789abcdef01234567
            Accept: application/json
            Content-Type: application/json
            PRIVATE-TOKEN: the-token-for-the-forge
            User-Agent: pi-deployer

            {"state":"{{state}}","target_url":"https://deploy.example.org/#/deployments/20261121-140507-9f3a61","description":"Deploying","name":"pi-deployer/shop"}
            """);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_in_subgroups_is_one_part_of_the_path()
    {
        await using var api = await ForgeApi.StartAsync();

        await ReportAsync(api, SomeReport.Of(Progress.Running, repository: "garden/tools/My_shop.v2"));

        api.Requests.ShouldHaveSingleItem().Line.ShouldBe($"POST /api/v4/projects/garden%2Ftools%2FMy_shop.v2/statuses/{SomeReport.Commit}");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_state_that_is_there_already_is_no_failure()
    {
        await using var api = await ForgeApi.StartAsync(Cannot("run", "running"));

        (await ReportAsync(api, SomeReport.Of(Progress.Running))).ShouldBeNull();

        api.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task Another_state_that_is_in_the_way_is_one()
    {
        await using var api = await ForgeApi.StartAsync(Cannot("run", "success"));

        (await ReportAsync(api, SomeReport.Of(Progress.Running))).ShouldBe(
            "GitLab answered 400 (Cannot transition status via :run from :success (Reason(s): Status cannot transition via \"run\"))");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_it_says_in_an_object_is_told_as_it_is()
    {
        await using var api = await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.BadRequest, """{"message":{"name":["is too long"]}}"""), new ForgeReply(HttpStatusCode.BadRequest, """{"error":"state is missing"}"""));

        (await ReportAsync(api, SomeReport.Of(Progress.Running))).ShouldBe("""GitLab answered 400 ({"name":["is too long"]})""");
        (await ReportAsync(api, SomeReport.Of(Progress.Running))).ShouldBe("GitLab answered 400 (state is missing)");
    }

    private static ForgeReply Cannot(string way, string from) =>
        ForgeReply.Says(HttpStatusCode.BadRequest, $"Cannot transition status via :{way} from :{from} (Reason(s): Status cannot transition via \\\"{way}\\\")");

    private Task<string?> ReportAsync(ForgeApi api, Report report) =>
        new GitLab(new ForgeSettings(ForgeKind.GitLab, Some.Secret(ForgeApi.Token), api.Address), http, TimeProvider.System).ReportAsync(report, CancellationToken.None);
}
