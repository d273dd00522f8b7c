using System.Net;
using PiDeployer.Feedback;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Feedback;

/// <summary>By <see href="https://docs.github.com/en/rest/commits/statuses"/> and <see href="https://docs.github.com/en/rest/deployments"/>.</summary>
public sealed class GitHubTests : IDisposable
{
    private const string Headers =
        """
        Accept: application/vnd.github+json
        Authorization: Bearer the-token-for-the-forge
        Content-Type: application/json
        User-Agent: pi-deployer
        X-GitHub-Api-Version: 2022-11-28

        """;

    private readonly HttpClient http = PatientClient.NewHttp();

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_beginning_is_a_pending_status_and_a_deployment_in_progress_to_the_byte()
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Created, ForgeReply.Numbered(9_876_543_210));

        (await GitHub(api).ReportAsync(SomeReport.Whole(Progress.Running, "Deploying"), CancellationToken.None)).ShouldBeNull();

        api.Requests.Select(request => request.Text).ShouldBe(
        [
            $$"""
            POST /repos/ann/shop/statuses/0123456789abcdef0123456789abcdef01234567
            {{Headers}}
            {"state":"pending","target_url":"https://deploy.example.org/#/deployments/20261121-140507-9f3a61","description":"Deploying","context":"pi-deployer/shop"}
            """,
            $$"""
            POST /repos/ann/shop/deployments
            {{Headers}}
            {"ref":"0123456789abcdef0123456789abcdef01234567","auto_merge":false,"required_contexts":[],"environment":"shop","description":"Deploying"}
            """,
            $$"""
            POST /repos/ann/shop/deployments/9876543210/statuses
            {{Headers}}
            {"state":"in_progress","environment":"shop","log_url":"https://deploy.example.org/#/deployments/20261121-140507-9f3a61","environment_url":"https://shop.example.org/","description":"Deploying"}
            """,
        ]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("Succeeded", "success")]
    [InlineData("Failed", "failure")]
    [InlineData("Stopped", "error")]
    public async Task An_end_is_told_to_the_commit_and_to_the_deployment_that_was_begun(string progress, string state)
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Created, ForgeReply.Numbered(42));
        var github = GitHub(api);
        await github.ReportAsync(SomeReport.Of(Progress.Running), CancellationToken.None);

        (await github.ReportAsync(SomeReport.Of(Enum.Parse<Progress>(progress), "It's over"), CancellationToken.None)).ShouldBeNull();

        api.Requests.Skip(3).Select(request => request.Text).ShouldBe(
        [
            $$"""
            POST /repos/ann/shop/statuses/0123456789abcdef0123456789abcdef01234567
            {{Headers}}
            {"state":"{{state}}","description":"It\u0027s over","context":"pi-deployer/shop"}
            """,
            $$"""
            POST /repos/ann/shop/deployments/42/statuses
            {{Headers}}
            {"state":"{{state}}","environment":"shop","description":"It\u0027s over"}
            """,
        ]);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_end_whose_beginning_another_process_told_makes_a_deployment_of_its_own()
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Created, ForgeReply.Numbered(43));

        (await GitHub(api).ReportAsync(SomeReport.Of(Progress.Succeeded), CancellationToken.None)).ShouldBeNull();

        api.Requests.Select(request => request.Line).ShouldBe(
            [$"POST /repos/ann/shop/statuses/{SomeReport.Commit}", "POST /repos/ann/shop/deployments", "POST /repos/ann/shop/deployments/43/statuses"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_deployments_of_one_commit_are_two()
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Created, ForgeReply.Numbered(1), ForgeReply.Created, ForgeReply.Created, ForgeReply.Numbered(2));
        var github = GitHub(api);

        await github.ReportAsync(SomeReport.Of(Progress.Running, id: "20261121-140507-000001"), CancellationToken.None);
        await github.ReportAsync(SomeReport.Of(Progress.Running, id: "20261121-140507-000002"), CancellationToken.None);
        await github.ReportAsync(SomeReport.Of(Progress.Succeeded, id: "20261121-140507-000001"), CancellationToken.None);

        api.Requests.Select(request => request.Line).Where(line => line.Contains("/deployments/", StringComparison.Ordinal))
            .ShouldBe(["POST /repos/ann/shop/deployments/1/statuses", "POST /repos/ann/shop/deployments/2/statuses", "POST /repos/ann/shop/deployments/1/statuses"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_environment_that_is_removed_is_made_inactive_down_to_its_newest_success()
    {
        await using var api = await ForgeApi.StartAsync(
            new ForgeReply(HttpStatusCode.OK, """[{"id":9},{"id":7,"sha":"a","environment":"shop"},{"id":5,"sha":"b","environment":"shop"},{"id":3}]"""),
            new ForgeReply(HttpStatusCode.OK, """[{"id":1,"state":"failure"},{"id":1,"state":"in_progress"}]"""),
            new ForgeReply(HttpStatusCode.OK, """[{"id":1,"state":"in_progress"}]"""),
            ForgeReply.Created,
            new ForgeReply(HttpStatusCode.OK, """[{"id":1,"state":"success"},{"id":1,"state":"in_progress"}]"""),
            ForgeReply.Created);

        (await GitHub(api).RemoveAsync(Some.Repository("ann/shop"), Some.Name("shop"), CancellationToken.None)).ShouldBeNull();

        api.Requests[0].Text.ShouldBe($"GET /repos/ann/shop/deployments?environment=shop&per_page=100\n{Headers.Replace("Content-Type: application/json\n", "", StringComparison.Ordinal)}\n");
        api.Requests.Skip(1).Where(request => request.Line.StartsWith("GET", StringComparison.Ordinal)).Select(request => request.Line)
            .ShouldBe([Statuses(9), Statuses(7), Statuses(5)]);
        api.Requests.Where(request => request.Line.StartsWith("POST", StringComparison.Ordinal)).Select(request => request.Text).ShouldBe([Inactive(7), Inactive(5)]);

        static string Statuses(int id) => $"GET /repos/ann/shop/deployments/{id}/statuses?per_page=100";
    }

    [Fact(Timeout = 180_000)]
    public async Task An_environment_that_was_removed_before_is_left_as_it_is()
    {
        await using var api = await ForgeApi.StartAsync(
            new ForgeReply(HttpStatusCode.OK, """[{"id":7},{"id":5}]"""), new ForgeReply(HttpStatusCode.OK, """[{"state":"inactive"},{"state":"success"}]"""));

        (await GitHub(api).RemoveAsync(Some.Repository("ann/shop"), Some.Name("shop"), CancellationToken.None)).ShouldBeNull();

        api.Requests.Count.ShouldBe(2);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_answer_that_is_none_is_told_of()
    {
        await using var odd = await ForgeApi.StartAsync(ForgeReply.Created, new ForgeReply(HttpStatusCode.Accepted, """{"message":"Auto-merged main"}"""), new ForgeReply(HttpStatusCode.OK, "<html>"));
        var github = GitHub(odd);

        (await github.ReportAsync(SomeReport.Of(Progress.Running), CancellationToken.None)).ShouldBe("GitHub made a deployment and did not say its id");
        (await github.RemoveAsync(Some.Repository("ann/shop"), Some.Name("shop"), CancellationToken.None)).ShouldBe("GitHub listed the environment's deployments in a form that nobody knows");
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_may_not_set_a_status_does_not_try_a_deployment_too()
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Says(HttpStatusCode.Forbidden, "Resource not accessible by personal access token"));

        (await GitHub(api).ReportAsync(SomeReport.Of(Progress.Running), CancellationToken.None)).ShouldBe(
            "GitHub answered 403 (Resource not accessible by personal access token): the token in GITHUB_TOKEN needs write access to commit statuses and to deployments " +
            "(the scopes repo:status and repo_deployment of a classic one)");

        api.Requests.Count.ShouldBe(1);
    }

    private static string Inactive(int id) =>
        $$"""
        POST /repos/ann/shop/deployments/{{id}}/statuses
        {{Headers}}
        {"state":"inactive","environment":"shop","description":"Removed"}
        """;

    private GitHub GitHub(ForgeApi api) => new(new ForgeSettings(ForgeKind.GitHub, Some.Secret(ForgeApi.Token), api.Address), http, TimeProvider.System);
}
