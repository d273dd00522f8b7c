using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The workflows that users are given, run as their runner would.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(45)]
public sealed class WorkflowTests : IClassFixture<DockerImages>, IDisposable
{
    private const string Secret = "the secret of 'both' $sides";

    private readonly TempDirectory folder = new();
    private readonly TempDirectory workspace = new();
    private readonly DockerImages images;

    public WorkflowTests(DockerImages images) => this.images = images;

    public static TheoryData<string> All => [.. Workflow.All];

    [Theory]
    [MemberData(nameof(All))]
    public void No_script_has_an_expression_in_it_that_could_become_code(string file) => new Workflow(file).Scripts.ShouldAllBe(script => !script.Contains("${{", StringComparison.Ordinal));

    [Fact(Timeout = 270_000)]
    public async Task A_stack_is_deployed_and_the_job_of_one_that_fails_fails_and_says_why()
    {
        SkipWithout(DockerImages.MissingReason);
        using var stack = new Stack(folder.Path);
        stack.Write(("web", images.Reference("v1")));
        stack.Up();
        stack.Write(("web", images.Reference("v2")));
        await using var server = await StartAsync("projects: []", ("STACKS_ROOT", "."));

        var (code, output) = await RunAsync(server, "stack.yml", ("inputs.stack", stack.Name));

        code.ShouldBe(0, output);
        output.ShouldMatch(@"(?s)HTTP 200\nstatus: \d+ ms\n.*up: \d+ ms\n");
        stack.Images().ShouldBe([images.Reference("v2")]);

        stack.Write(("web", images.Reference("nowhere")));
        (code, output) = await RunAsync(server, "stack.yml", ("inputs.stack", stack.Name));

        code.ShouldBe(1, output);
        output.ShouldStartWith("HTTP 500\ndocker compose up ");
        output.ShouldMatch("(?s)\n--- up\n.*No such image");
        stack.ImageIds().ShouldBe([images.Id("v2")]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("unknown", "HTTP 404\nUnknown project: unknown\n")]
    [InlineData("$(touch code) `touch code` \"'; touch code", "HTTP 400\nInvalid project key")]
    public async Task A_stack_that_there_is_not_fails_the_job_and_what_is_typed_is_no_code(string typed, string expected)
    {
        await using var server = await StartAsync("projects: []");

        var (code, output) = await RunAsync(server, "stack.yml", ("inputs.stack", typed));

        code.ShouldBe(1, output);
        output.ShouldStartWith(expected);
        File.Exists(workspace.File("code")).ShouldBeFalse();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("stack.yml")]
    [InlineData("environment.yml")]
    public async Task A_proxy_s_page_and_a_machine_that_is_down_fail_the_job(string file)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var proxy = builder.Build();
        proxy.Urls.Add("http://127.0.0.1:0");
        proxy.MapFallback(() => Results.Content("<h1>Bad gateway</h1>", "text/html", statusCode: 502));
        await proxy.StartAsync();

        var (code, output) = await RunAsync(proxy.Urls.Single(), file, ("inputs.stack", "media"));
        code.ShouldNotBe(0, output);
        output.ShouldStartWith("HTTP 502\n");
        output.ShouldContain("<h1>Bad gateway</h1>");

        (code, output) = await RunAsync("http://127.0.0.1:9", file, ("inputs.stack", "media"));
        code.ShouldNotBe(0, output);
        output.ShouldContain("Failed to connect");
    }

    [Fact(Timeout = 360_000)]
    public async Task An_image_is_built_and_run_and_the_job_of_one_that_does_not_stay_up_fails_and_says_why()
    {
        SkipWithout(LocalRegistry.MissingReason);
        var login = new RegistryLogin("ann", "a 'password'");
        using var registry = await LocalRegistry.StartAsync(login);
        images.Add("exiting", AppImage.ExitingAtStart());
        await registry.PushAsync(images.Reference("v1"), "latest");
        using var stack = new Stack(folder.Path);
        stack.Write([("portal", registry.Reference("latest"))], "restart: \"no\"");
        // The machine has a login of its own, for this stack alone.
        var config = folder.Write($"{stack.Name}/.docker/config.json", login.DockerConfig(registry.Host));
        Shell.Run("docker", "--config", Path.GetDirectoryName(config) ?? "", "pull", "--quiet", registry.Reference("latest"));
        stack.Up();
        await using var server = await StartAsync($"projects: [{{ name: {stack.Name}, path: {stack.Folder}, deploy_mode: compose-update }}]");
        Task<(int Code, string Output)> PushAsync(string version)
        {
            workspace.Write("Dockerfile", $"FROM {images.Reference(version)}");
            return RunAsync(
                server, "image.yml", ("vars.REGISTRY", registry.Host), ("vars.IMAGE", registry.Reference("latest").Replace(":latest", "", StringComparison.Ordinal)), ("vars.SERVICE", "portal"),
                ("secrets.REGISTRY_USER", login.User), ("secrets.REGISTRY_PASSWORD", login.Password), ("github.event.head_commit.message", "Mend \"it\"\n\nfor $good"), ("github.sha", Commit(version)));
        }

        var (code, output) = await PushAsync("v2");

        code.ShouldBe(0, output);
        output.ShouldEndWith($"HTTP 200\nportal runs {registry.Reference(Commit("v2"))}\n");
        stack.ImageIds().ShouldBe([images.Id("v2")]);
        var record = await server.StatusAsync(stack.Name);
        record.Text("commit").ShouldBe(Commit("v2"));

        (code, output) = await PushAsync("exiting");

        code.ShouldBe(1, output);
        output.ShouldContain("HTTP 500\nportal is exited with 3; rolled back to ");
        output.ShouldMatch("(?s)\n--- health_check\n.*no database");
        stack.ImageIds().ShouldBe([images.Id("v2")]);
    }

    [Fact(Timeout = 360_000)]
    public async Task What_changed_is_deployed_and_the_job_fails_where_one_stack_does_and_says_why()
    {
        SkipWithout(DockerImages.MissingReason);
        var environment = new GitRepository(folder, "environment");
        using var books = new Stack(environment.Checkout);
        using var radio = new Stack(environment.Checkout);
        void Push(Stack stack, string version) => environment.Push($"{stack.Name}/compose.yaml", Stack.Text([("web", images.Reference(version))], "pull_policy: never"), version);
        Push(books, "v1");
        await using var server = await StartAsync($"projects: [{{ name: environment, repo: ann/environment, path: {environment.Checkout}, deploy_mode: stacks }}]");

        var (code, output) = await RunAsync(server, "environment.yml");

        code.ShouldBe(0, output);
        output.ShouldBe($"HTTP 200\n{books.Name}: succeeded\n");
        books.Images().ShouldBe([images.Reference("v1")]);

        Push(radio, "missing");
        (code, output) = await RunAsync(server, "environment.yml");

        code.ShouldBe(1, output);
        output.ShouldStartWith("HTTP 500\n");
        output.ShouldContain($"{books.Name}: skipped\n");
        output.ShouldContain($"\nnot all stacks were deployed: {radio.Name}\n");
        output.ShouldMatch("(?s)\n--- up\n.*No such image");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_call_in_the_README_works_when_it_is_pasted()
    {
        var example = SourceTree.Read("README.md").Split("```bash\n").Single(block => block.Contains("openssl dgst", StringComparison.Ordinal)).Split("```")[0];
        folder.Write(".env", $"GITHUB_WEBHOOK_SECRET={RunningServer.Secret}\n");
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: media, repo: ann/media, path: {folder.Path}, deploy_mode: script-only, deploy_script: /bin/true }}]");

        var pasted = example.Replace("/opt/pi-deployer", folder.Path, StringComparison.Ordinal).Replace("http://localhost:5000/", "$URL/", StringComparison.Ordinal);
        var answer = await server.ScriptAsync(RunningServer.Secret, pasted, HttpStatusCode.OK);

        answer.Json.Flag("ok").ShouldBeTrue();
        answer.Json.Text("stack").ShouldBe("media");
    }

    public void Dispose()
    {
        folder.Dispose();
        workspace.Dispose();
    }

    private static void SkipWithout(string? missing) => Assert.SkipUnless(missing is null, missing ?? "");

    private static string Commit(string version) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(version)))[..40];

    private Task<RunningServer> StartAsync(string projects, params (string Name, string Value)[] environment) =>
        RunningServer.StartAsync(folder, projects, [("DEPLOY_TOKEN", ""), ("GITHUB_WEBHOOK_SECRET", ""), ("DEPLOY_SECRET", Secret), ("STEADY_TIME", "1"), .. environment]);

    private Task<(int Code, string Output)> RunAsync(RunningServer server, string file, params (string Name, string Value)[] expressions) =>
        RunAsync($"{server.Address}".TrimEnd('/'), file, expressions);

    private Task<(int Code, string Output)> RunAsync(string address, string file, params (string Name, string Value)[] expressions)
    {
        var all = new Dictionary<string, string> { ["secrets.DEPLOYER_URL"] = address, ["secrets.DEPLOY_SECRET"] = Secret, ["github.sha"] = Commit("") };
        foreach (var (name, value) in expressions)
            all[name] = value;
        return new Workflow(file).RunAsync(workspace, all);
    }
}
