using System.Net;
using System.Runtime.InteropServices;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
[Takes(20)]
public sealed class ReloadTests : IDisposable
{
    private const string One = "projects: [{ name: shop, repo: ann/shop, path: /tmp, deploy_mode: pull-only }]";
    private const string Two = """
        projects:
          - { name: shop, repo: ann/shop, path: /tmp, deploy_mode: pull-only, branch: next }
          - { name: blog, repo: ann/blog, path: /tmp, deploy_mode: pull-only }
        """;

    private const string Bad = """
        projects:
          - name: new
            repo: ann/new
            path: /tmp
          - name: no good
            repo: nonsense
            pathh: relative
        """;

    private static readonly string[] BadProblems =
    [
        "projects.yml:5:5: a project needs a path",
        "projects.yml:5:11: name 'no good' is not usable: 1 to 100 of a-z, A-Z, 0-9, _ and -",
        "projects.yml:6:11: repo 'nonsense' is not a full name like owner/repo, or an address like https://git.example.org/owner/repo",
        "projects.yml:7:5: unknown key 'pathh'; did you mean 'path'?",
    ];

    private readonly TempDirectory folder = new();

    [Fact(Timeout = 180_000)]
    public async Task A_good_file_is_in_force_at_once()
    {
        await using var server = await RunningServer.StartAsync(folder, One);
        folder.Write("projects.yml", Two);

        var answer = await server.SendAuthorizedAsync(HttpMethod.Post, "/reload").ShouldAnswerAsync(HttpStatusCode.OK);

        answer.ToJsonString().ShouldBe("""{"status":"reloaded","projects":2}""");
        (await server.StatusAsync("shop")).Text("branch").ShouldBe("next");
        (await server.StatusAsync("blog")).Text("repo").ShouldBe("ann/blog");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_bad_file_changes_nothing_and_every_mistake_is_told_with_its_place()
    {
        await using var server = await RunningServer.StartAsync(folder, One);
        var before = await server.Http.GetStringAsync("/config");
        folder.Write("projects.yml", Bad);

        var answer = await server.SendAuthorizedAsync(HttpMethod.Post, "/reload").ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        answer.Text("error").Split('\n').ShouldBe(BadProblems);
        answer["problems"]?.AsArray().Select(problem => (string?)problem).ShouldBe(BadProblems);
        (await server.Http.GetStringAsync("/config")).ShouldBe(before);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_is_gone_changes_nothing()
    {
        await using var server = await RunningServer.StartAsync(folder, One);
        File.Delete(folder.File("projects.yml"));

        (await server.SendAuthorizedAsync(HttpMethod.Post, "/reload").ShouldFailAsync(HttpStatusCode.InternalServerError)).ShouldContain("there is no file");
        (await server.StatusAsync("shop")).Text("branch").ShouldBe("main");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_hang_up_signal_reloads_too()
    {
        await using var server = await RunningServer.StartAsync(folder, One);

        folder.Write("projects.yml", Bad);
        server.Signal(PosixSignal.SIGHUP);
        await server.LoggedAsync(["Not reloaded", .. BadProblems]);
        (await server.StatusAsync("shop")).Text("branch").ShouldBe("main");

        // As git and editors do it: another file takes the name.
        folder.Write("projects.yml.new", Two);
        File.Move(folder.File("projects.yml.new"), folder.File("projects.yml"), overwrite: true);
        server.Signal(PosixSignal.SIGHUP);
        await server.LoggedAsync("Reloaded: 2 projects");
        (await server.StatusAsync("shop")).Text("branch").ShouldBe("next");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_hang_up_signal_that_comes_while_it_starts_is_not_lost()
    {
        // The next one needs a while to start: what the killed one has left does not end when it is asked to.
        folder.WriteScript("deaf.sh", "exec 2>/dev/null; trap 'touch asked' TERM; touch began; while :; do sleep 0.05; done");
        await using (var killed = await RunningServer.StartAsync(folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: deaf.sh }}]"))
        {
            await killed.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
            await Eventually.FileAsync(folder.File("began"));
            await killed.KillAsync();
        }

        await using var server = await RunningServer.StartWhileAsync(folder, One, async starting =>
        {
            await Eventually.FileAsync(folder.File("asked"));
            folder.Write("projects.yml", Two);
            starting.Signal(PosixSignal.SIGHUP);
        });

        await server.LoggedAsync("Reloaded: 2 projects");
        (await server.StatusAsync("shop")).Text("branch").ShouldBe("next");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_running_deployment_keeps_its_project()
    {
        folder.WriteScript("slow.sh", "touch started; while [ ! -e go ]; do sleep 0.05; done; echo $DEPLOYER_BRANCH > branch");
        string Slow(string branch, int timeout) =>
            $$"""
            defaults: { path: {{folder.Path}}, deploy_mode: script-only, deploy_script: slow.sh }
            projects: [{ name: shop, repo: ann/shop, branch: {{branch}}, timeout: {{timeout}} }]
            """;
        await using var server = await RunningServer.StartAsync(folder, Slow("main", 60));
        await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        await Eventually.FileAsync(folder.File("started"));

        folder.Write("projects.yml", "projects: []");
        await server.SendAuthorizedAsync(HttpMethod.Post, "/reload").ShouldAnswerAsync(HttpStatusCode.OK);
        await server.SendAsync(Webhook.Push("ann/shop")).ShouldFailAsync(HttpStatusCode.NotFound);
        folder.Write("projects.yml", Slow("next", 1));
        await server.SendAuthorizedAsync(HttpMethod.Post, "/reload").ShouldAnswerAsync(HttpStatusCode.OK);

        await server.SendAsync(Webhook.Push("ann/shop", "next")).ShouldAnswerAsync(HttpStatusCode.Conflict);
        folder.Write("go", "");
        (await server.ResultAsync("shop")).Flag("success").ShouldBeTrue();
        (await File.ReadAllTextAsync(folder.File("branch"))).ShouldBe("main\n");
    }

    public void Dispose() => folder.Dispose();
}
