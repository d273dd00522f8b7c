using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Stacks whose files are not what they ought to be. Compose is asked of them, and no engine is needed for its answers.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class OddStackTests : IDisposable
{
    private const string Services = "services: { web: { image: 'x' } }";

    private readonly TempDirectory folder = new();

    public OddStackTests()
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        folder.Write("stacks/odd/compose.yaml", Services);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_compose_quotes_is_for_those_who_may_see_it_and_not_for_everybody()
    {
        folder.Write("stacks/odd/.env", "PASSWORD=\"correct-horse\n");
        await using var server = await StartAsync();

        var answer = await server.CallAsync("/deploy", """{"stack":"odd"}""").ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        answer.Text("error").ShouldContain("correct-horse", customMessage: "compose quotes what it does not understand");
        (await server.RecordAsync(answer.Text("id"))).Text("error").ShouldBe(answer.Text("error"));
        (await server.StatusAsync("odd")).Text("error").ShouldBe("docker compose ps --status=running --services exited with 1");
        (await server.Http.GetStringAsync("/status")).ShouldNotContain("correct-horse");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_compose_file_that_nobody_can_read_to_its_end_is_none_and_keeps_no_call()
    {
        folder.Write("stacks/pipe/notes.txt", "");
        Shell.Run("mkfifo", folder.File("stacks/pipe/compose.yaml"));
        await using var server = await StartAsync();

        await server.CallAsync("/deploy", """{"service":"nothing"}""").WaitAsync(Eventually.Patience).ShouldFailAsync(HttpStatusCode.NotFound);
        await server.CallAsync("/deploy", """{"stack":"pipe"}""").WaitAsync(Eventually.Patience).ShouldFailAsync(HttpStatusCode.NotFound);
        (await server.Http.GetStringAsync("/status").WaitAsync(Eventually.Patience)).ShouldNotContain("pipe");
    }

    [Fact(Timeout = 180_000)]
    public async Task Settings_that_compose_waits_for_fail_in_time()
    {
        Shell.Run("mkfifo", folder.File("stacks/odd/.env"));
        await using var server = await StartAsync(("STATUS_TIMEOUT", "1"));

        var answer = await server.CallAsync("/deploy", """{"stack":"odd"}""").ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        answer.Text("error").ShouldEndWith("took longer than 1 s and was ended; STATUS_TIMEOUT allows it more");
    }

    [Fact(Timeout = 180_000)]
    public async Task Settings_that_compose_waits_for_can_be_cancelled()
    {
        Shell.Run("mkfifo", folder.File("stacks/odd/.env"));
        await using var server = await StartAsync();
        var id = await server.CallAsync("/deploy?wait=0", """{"stack":"odd","service":"web"}""").ShouldAcceptAsync();
        await Eventually.TrueAsync(() => LiveProcesses.In(folder.File("stacks/odd")).Any(), "compose waits");

        await server.PostAsync($"/deployments/{id}/cancel").ShouldAnswerAsync(HttpStatusCode.Accepted);

        (await server.EndedAsync(id)).Text("state").ShouldBe("cancelled");
        LiveProcesses.In(folder.File("stacks/odd")).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task Stacks_that_cannot_be_put_in_line_are_told_of_to_who_has_called()
    {
        await using var server = await StartAsync();
        var git = new GitRepository(folder, "home");
        git.Push("stacks/web/compose.yaml", Services, "a stack");
        folder.Write("projects.yml", $"projects: [{{ name: home, repo: ann/home, path: {git.Checkout}, stacks: {{ folder: stacks }} }}]");
        await server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);
        folder.Write("home/.git/hooks/post-merge", $"#!/bin/bash\nrmdir {folder.File("state/waiting")}\n");
        Shell.Run("chmod", "+x", folder.File("home/.git/hooks/post-merge"));

        var answer = await server.CallAsync("/deploy-all-changed?project=home", "{}").ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        answer.Text("error").ShouldEndWith("so they wait for the next one of their folder: web");
        (answer.Flag("ok"), answer.Text("state")).ShouldBe((false, "failed"));
        Directory.CreateDirectory(folder.File("state/waiting"));
        var again = await server.CallAsync("/deploy-all-changed?project=home", "{}").ShouldAnswerAsync(HttpStatusCode.InternalServerError);
        again.Text("error").ShouldBe("not all stacks were deployed: web", "its image is nowhere, but it is tried");
    }

    public void Dispose() => folder.Dispose();

    private Task<RunningServer> StartAsync(params (string, string)[] environment) =>
        RunningServer.StartAsync(folder, null, [("STACKS_ROOT", folder.File("stacks")), ("PULL_TIMEOUT", "5"), .. environment]);
}
