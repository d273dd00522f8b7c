using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class ReloadUnderLoadTests
{
    private const int Requests = 1000;
    private const int Reloads = 20;

    /// <summary>Every member of a catalog tells which one it is, so an answer that mixes two gives itself away.</summary>
    [Fact(Timeout = 180_000)]
    public async Task No_answer_is_of_a_half_loaded_catalog()
    {
        using var folder = new TempDirectory();
        string[] files = [Catalog("a", 3), Broken(Catalog("c", 4)), Catalog("b", 5), Torn(Catalog("d", 6))];
        await using var server = await RunningServer.StartAsync(folder, files[0]);

        var seen = new HashSet<string>();
        var asked = 0;
        async Task AskAsync()
        {
            while (Interlocked.Increment(ref asked) <= Requests)
            {
                var letter = Letter(await server.Http.GetAsync(asked % 2 == 0 ? "/config" : "/status").ShouldAnswerAsync(HttpStatusCode.OK));
                lock (seen)
                    seen.Add(letter);
            }
        }

        async Task ReloadAsync()
        {
            for (var i = 1; i <= Reloads; i++)
            {
                var before = Volatile.Read(ref asked);
                folder.Write("projects.yml", files[i % files.Length]);
                using var answer = await server.SendAuthorizedAsync(HttpMethod.Post, "/reload");
                answer.StatusCode.ShouldBe(i % 2 == 0 ? HttpStatusCode.OK : HttpStatusCode.InternalServerError);

                // Spread over the whole load, so that each reload has requests around it.
                await Eventually.TrueAsync(() => Volatile.Read(ref asked) >= Math.Min(Requests, before + (Requests / Reloads)), "requests go on");
            }
        }

        await Task.WhenAll(ReloadAsync(), AskAsync(), AskAsync(), AskAsync(), AskAsync());
        seen.Order().ShouldBe(["a", "b"]);
    }

    private static string Catalog(string letter, int count) =>
        $"""
        max_parallel: {count}
        defaults: {"{"} branch: {letter}, service_name: {letter}, path: /srv/{letter}, deploy_mode: pull-only, timeout: {count}0 {"}"}
        projects:
        {string.Join('\n', Enumerable.Range(1, count).Select(i => $"  - {{ name: {letter}{i}, repo: {letter}/{i} }}"))}
        """;

    private static string Broken(string catalog) => $"{catalog}\n  - {{ name: broken }}\n";

    /// <summary>What the YAML scanner itself stumbles over.</summary>
    private static string Torn(string catalog) => $"{catalog}\n  - {{ name: shop,\nrepo: ann/shop, path: /srv }}\n";

    /// <summary>The one catalog that all of an answer is of.</summary>
    private static string Letter(JsonObject answer)
    {
        var projects = answer["projects"]?.AsArray() ?? throw new InvalidOperationException($"{answer}");
        var letter = projects[0].Text("branch");
        projects.Count.ShouldBe(letter == "a" ? 3 : 5);
        foreach (var (project, i) in projects.Select((project, i) => (project, i + 1)))
            (project.Text("name"), project.Text("repo"), project.Text("branch")).ShouldBe(($"{letter}{i}", $"{letter}/{i}", letter));
        if (answer["defaults"] is not { } defaults)
            return letter;

        defaults.Text("branch").ShouldBe(letter);
        answer.Number("max_parallel").ShouldBe(projects.Count);
        foreach (var project in projects)
            (project.Text("path"), project.Text("service_name"), project.Number("timeout")).ShouldBe(($"/srv/{letter}", letter, projects.Count * 10));
        return letter;
    }
}
