using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class ConcurrencyTests : IDisposable
{
    private const int Many = 50;

    private readonly TempDirectory folder = new();

    [Fact(Timeout = 180_000)]
    public async Task Of_50_pushes_at_once_for_one_project_one_is_deployed()
    {
        folder.WriteScript("count.sh", "echo run >> runs; while [ ! -e go ]; do sleep 0.05; done");
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: count.sh }}]");

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => server.SendAsync(Webhook.Push("ann/shop"))));
        folder.Write("go", "");
        await server.ResultAsync("shop");

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(Many - 1);
        (await File.ReadAllLinesAsync(folder.File("runs"))).Length.ShouldBe(1);
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_50_projects_pushed_at_once_all_are_deployed_and_two_at_a_time()
    {
        // A folder can be made only once, so each script holds a place of its own, and counts the places that are taken.
        var crowd = await CrowdAsync(i => Directory.CreateDirectory(folder.File($"p{i}")).FullName);
        crowd.Count.ShouldBe(Many);
        crowd.Max().ShouldBe(2);
    }

    [Fact(Timeout = 180_000)]
    public async Task Projects_that_share_a_folder_are_deployed_one_after_the_other()
    {
        var crowd = await CrowdAsync(_ => folder.Path);
        crowd.Count.ShouldBe(Many);
        crowd.Max().ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_deployments_of_one_project_never_overlap()
    {
        folder.WriteScript("alone.sh", "mkdir here || exit 1; sleep 0.02; rmdir here");
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: alone.sh }}]");

        for (var accepted = 0; accepted < 20;)
        {
            using var answer = await server.SendAsync(Webhook.Push("ann/shop"));
            accepted += answer.StatusCode == HttpStatusCode.Accepted ? 1 : 0;
            var status = await server.StatusAsync("shop");
            ((bool?)status["success"]).ShouldNotBe(false, status.ToJsonString());
        }

        (await server.ResultAsync("shop")).Flag("success").ShouldBeTrue();
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Pushes to fifty projects at once; answers how many scripts each of them saw at work, itself included.</summary>
    private async Task<List<int>> CrowdAsync(Func<int, string> pathOf)
    {
        var script = folder.WriteScript(
            "crowd.sh", $"cd {folder.Path}; mkdir \"here/$DEPLOYER_PROJECT_NAME\"; sleep 0.05; ls here | wc -l >> crowd; rmdir \"here/$DEPLOYER_PROJECT_NAME\"");
        Directory.CreateDirectory(folder.File("here"));
        var projects = Enumerable.Range(1, Many).Select(i => $"  - {{ name: p{i}, repo: ann/p{i}, path: {pathOf(i)} }}");
        await using var server = await RunningServer.StartAsync(
            folder, $"defaults: {{ deploy_mode: script-only, deploy_script: {script} }}\nprojects:\n{string.Join('\n', projects)}");

        await Task.WhenAll(Enumerable.Range(1, Many).Select(i => server.SendAsync(Webhook.Push($"ann/p{i}")).ShouldAnswerAsync(HttpStatusCode.Accepted)));
        for (var i = 1; i <= Many; i++)
            (await server.ResultAsync($"p{i}")).Flag("success").ShouldBeTrue();
        return [.. (await File.ReadAllLinesAsync(folder.File("crowd"))).Select(int.Parse)];
    }
}
