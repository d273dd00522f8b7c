using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Every delivery that GitHub publishes as an example, sent to the program, which is there for two of the repositories that they speak of.</summary>
[Trait("Category", "EndToEnd")]
public sealed class GitHubExamplesTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public GitHubExamplesTests() => Assert.SkipUnless(GitHubExample.MissingReason is null, GitHubExample.MissingReason ?? "");

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task Of_all_that_GitHub_sends_only_a_push_to_the_branch_deploys()
    {
        var examples = GitHubExample.All();
        await using var server = await StartAsync(out var git);
        examples.Count.ShouldBeGreaterThan(329);
        var pushed = git.Push("page.html", "new", "more", "master");

        var answers = new ConcurrentBag<(GitHubExample Example, int Status, JsonObject Answer)>();
        await Parallel.ForEachAsync(examples, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (example, _) =>
        {
            using var answer = await server.SendAsync(example.Delivery);
            answers.Add((example, (int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(_)).ShouldBeOfType<JsonObject>()));
        });

        foreach (var (example, status, answer) in answers)
            $"{status} {answer["status"]}".ShouldBe(Expected(example), $"{example.Event}: {answer}\n{example.Body}");
        var accepted = answers.Where(one => one.Status == 202).Select(one => one.Answer.Text("id")).ToList();
        accepted.Count.ShouldBe(4);
        foreach (var id in accepted)
            (await server.EndedAsync(id)).Text("state").ShouldBeOneOf("succeeded", "cancelled"); // A newer one may have taken its place.
        (await server.PageAsync()).Ids().ShouldBe(accepted, ignoreOrder: true);
        git.Head.ShouldBe(pushed);
    }

    [Fact(Timeout = 180_000)]
    public async Task None_of_them_does_anything_without_the_right_signature()
    {
        var examples = GitHubExample.All();
        await using var server = await StartAsync(out _);
        var chosen = examples.Where((example, number) => number % 10 == 0 || example.Event is "push" or "ping").ToList();
        foreach (var signature in new[] { "", " ", "sha256=", $"sha256={new string('0', 64)}", examples[0].Signature, examples[1].Signature.Replace("sha256=", "sha1=", StringComparison.Ordinal) })
        {
            await Parallel.ForEachAsync(chosen.Where(example => example.Signature != signature), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (example, _) =>
            {
                using var answer = await server.SendAsync(example.Delivery with { Signature = signature });
                var refused = Expected(example) is "200 pong" or "200 skipped" or "202 accepted" ? 401 : int.Parse(Expected(example)[..3], null);
                ((int)answer.StatusCode).ShouldBe(refused, $"{signature}\n{example.Event}\n{example.Body}");
            });
        }

        await server.ShouldNotHaveDeployedAsync("hello");
        await server.ShouldNotHaveDeployedAsync("world");
    }

    /// <summary>What it says of who it is for comes first, and then what it is.</summary>
    private static string Expected(GitHubExample example) => example switch
    {
        { Event: "ping", Repository: null or "Octocoders/Hello-World" } => "200 pong",
        { Repository: null } => "400 ",
        { Repository: not ("Codertocat/Hello-World" or "Octocoders/Hello-World") } => "404 ",
        { PushedRef: "refs/heads/master" } => "202 accepted",
        _ => "200 skipped",
    };

    private Task<RunningServer> StartAsync(out GitRepository git)
    {
        git = new GitRepository(folder, "hello");
        git.Push("page.html", "old", "begin", "master");
        git.InCheckout("fetch", "-q");
        git.InCheckout("checkout", "-q", "master");
        return RunningServer.StartAsync(
            folder,
            $$"""
            projects:
              - { name: hello, repo: Codertocat/Hello-World, path: {{git.Checkout}}, branch: master, deploy_mode: pull-only, on_busy: queue }
              - { name: world, repo: Octocoders/Hello-World, path: /tmp, branch: master, deploy_mode: script-only, deploy_script: /bin/true }
            """);
    }
}
