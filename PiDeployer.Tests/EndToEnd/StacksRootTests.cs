using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>STACKS_ROOT</c>: whatever is in the folder can be deployed, and nothing else.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class StacksRootTests : IDisposable
{
    private const string Services = "services: { web: { image: 'x' } }";

    private readonly TempDirectory folder = new();

    public StacksRootTests() => Directory.CreateDirectory(folder.File("stacks"));

    private (string, string) Root => ("STACKS_ROOT", folder.File("stacks"));

    [Fact(Timeout = 180_000)]
    public async Task Without_a_projects_file_stacks_are_found_as_they_come_and_go()
    {
        folder.Write("stacks/media/compose.yaml", Services);
        folder.Write("stacks/pod/podman-compose.yml", Services);
        await using var server = await RunningServer.StartAsync(folder, null, Root);
        (await NamesAsync(server)).ShouldBe(["stacks", "media", "pod"]);

        folder.Write("stacks/new/docker-compose.yml", Services);
        Directory.Delete(folder.File("stacks/media"), recursive: true);

        (await NamesAsync(server)).ShouldBe(["stacks", "new", "pod"]);
        await server.CallAsync("/deploy/media", "{}").ShouldFailAsync(HttpStatusCode.NotFound);
        (await server.StatusAsync("new")).Text("deploy_mode").ShouldBe("compose-update");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_no_stack_is_unknown_to_those_who_sign_and_nobody_else_learns_that()
    {
        folder.Write("stacks/empty/notes.txt", "no compose file");
        folder.Write("stacks/file", Services);
        folder.Write("stacks/.hidden/compose.yaml", Services);
        folder.Write("stacks/a.dot/compose.yaml", Services);
        folder.Write("stacks/a space/compose.yaml", Services);
        folder.Write("stacks/media/compose.yaml", Services);
        folder.Write("elsewhere/compose.yaml", Services);
        Directory.CreateSymbolicLink(folder.File("stacks/link"), folder.File("elsewhere"));
        await using var server = await RunningServer.StartAsync(folder, null, Root);

        foreach (var name in new[] { "empty", "file", "link", "elsewhere", "nothing" })
        {
            await server.CallAsync($"/deploy/{name}", "", signed: name).ShouldFailAsync(HttpStatusCode.NotFound);
            await server.CallAsync("/deploy", $$"""{"stack":"{{name}}"}""").ShouldFailAsync(HttpStatusCode.NotFound);
            await server.CallAsync($"/deploy/{name}", "", signed: "media").ShouldFailAsync(HttpStatusCode.Unauthorized);
        }

        await server.CallAsync("/deploy/media", "", signed: "nothing").ShouldFailAsync(HttpStatusCode.Unauthorized);
        foreach (var name in new[] { ".hidden", "a.dot", "a space", "media/../../elsewhere", "/etc" })
        {
            await server.CallAsync($"/deploy/{Uri.EscapeDataString(name)}", "", signed: name).ShouldFailAsync(HttpStatusCode.BadRequest);
            await server.CallAsync("/deploy", $$"""{"stack":"{{name}}"}""").ShouldFailAsync(HttpStatusCode.BadRequest);
        }

        await server.CallAsync("/deploy", """{"stack":".."}""").ShouldFailAsync(HttpStatusCode.BadRequest);
        (await NamesAsync(server)).ShouldBe(["stacks", "media"]);
        server.Log.ShouldNotContain(line => line.Contains("started", StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_of_the_same_name_comes_first()
    {
        folder.Write("stacks/media/compose.yaml", Services);
        await using var server = await RunningServer.StartAsync(folder, $"projects: [{{ name: media, repo: ann/media, path: {folder.Path}, deploy_mode: pull-only }}]", Root);

        (await server.StatusAsync("media")).Text("deploy_mode").ShouldBe("pull-only");
        (await NamesAsync(server)).ShouldBe(["stacks", "media"], ignoreOrder: true);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folder_that_is_not_there_is_78()
    {
        var run = await FinishedProgram.RunAsync(folder, [], ("DEPLOY_SECRET", "s3cret"), ("DEPLOYER_PORT", "0"), ("STACKS_ROOT", folder.File("nowhere")));

        run.ExitCode.ShouldBe(78);
        run.Errors.ShouldContain($"STACKS_ROOT: there is no folder {folder.File("nowhere")}");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_empty_secret_and_no_token_are_78()
    {
        var run = await FinishedProgram.RunAsync(folder, [], ("DEPLOY_SECRET", ""), ("DEPLOYER_PORT", "0"), Root);

        run.ExitCode.ShouldBe(78);
        run.Errors.ShouldContain("neither DEPLOY_TOKEN nor any webhook secret is set");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_secret_of_the_old_name_is_all_it_needs()
    {
        folder.Write("stacks/media/compose.yaml", Services);
        await using var server = await RunningServer.StartAsync(folder, null, Root, ("DEPLOY_TOKEN", ""), ("GITHUB_WEBHOOK_SECRET", ""), ("DEPLOY_SECRET", RunningServer.Secret));

        await server.CallAsync("/deploy/nothing", "", signed: "nothing").ShouldFailAsync(HttpStatusCode.NotFound);
        (await NamesAsync(server)).ShouldBe(["stacks", "media"]);
    }

    public void Dispose() => folder.Dispose();

    private static async Task<IEnumerable<string>> NamesAsync(RunningServer server) =>
        (await server.Http.GetAsync("/status").ShouldAnswerAsync(HttpStatusCode.OK))["projects"].ShouldBeOfType<System.Text.Json.Nodes.JsonArray>().Select(project => project.Text("name"));
}
