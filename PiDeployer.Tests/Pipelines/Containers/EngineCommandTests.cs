using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Containers;

public sealed class EngineCommandTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_a_project_says_of_compose_stands_before_the_command() => Command("compose_files: [a.yaml, b.yaml], compose_env_files: prod.env, compose_profiles: [gpu, '*'], compose_project: shop-1, deploy_mode: docker-compose, repo: ann/shop")
        .ToString().ShouldBe("docker compose --file=a.yaml --file=b.yaml --env-file=prod.env --profile=gpu --profile=* --project-name=shop-1 ps");

    [Fact]
    public void Without_it_there_is_nothing() => Command("deploy_mode: compose-update").ToString().ShouldBe("docker compose ps");

    [Theory]
    [InlineData("compose-update", ".docker/config.json", true)]
    [InlineData("compose-update", ".docker/other.json", false)]
    [InlineData("docker-compose", ".docker/config.json", false)]
    public void A_stack_s_own_logins_count_there_and_nowhere_else(string mode, string file, bool counts)
    {
        folder.Write(file, "{}");

        var command = Command($"deploy_mode: {mode}, repo: ann/shop");

        command.WorkingDirectory.ShouldBe(folder.Path);
        command.Environment.GetValueOrDefault("DOCKER_CONFIG").ShouldBe(counts ? folder.File(".docker") : null);
        command.Environment.GetValueOrDefault("REGISTRY_AUTH_FILE").ShouldBe(counts ? folder.File(".docker/config.json") : null);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_answer_comes_whole_and_as_it_is_and_not_into_the_log()
    {
        using var rig = new StepRig { Secrets = new Redaction([Some.Secret("secret-shop")]) };

        var (text, problem) = await AskAsync(rig, """for i in {1..3000}; do echo '{"Service":"web","State":"running","Image":"secret-shop/web"}'; done""");

        problem.ShouldBeNull();
        text.Length.ShouldBeGreaterThan(128 * 1024);
        EngineCommand.Lines(text).Length.ShouldBe(3000);
        text.ShouldContain("secret-shop/web");
        rig.Log.Text.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_complained_of_is_masked()
    {
        using var rig = new StepRig { Secrets = new Redaction([Some.Secret("secret-shop")]) };

        (await AskAsync(rig, "echo answer; echo no image secret-shop/web >&2; exit 1")).ShouldBe(("", "no image ***/web"));
        (await AskAsync(rig, "exit 3")).ShouldBe(("", "bash -c exit 3 exited with 3"));
    }

    [Fact(Timeout = 180_000)]
    public async Task An_answer_without_end_is_none()
    {
        using var rig = new StepRig();

        var (text, problem) = await AskAsync(rig, "yes | head -c 5000000");

        text.ShouldBeEmpty();
        problem.ShouldNotBeNull().ShouldEndWith("answered more than 4096 KiB");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_question_that_hangs_is_ended_in_time_and_says_which_setting_allows_more()
    {
        using var rig = new StepRig { Limits = StepLimits.Default with { Status = new StepLimit("STATUS_TIMEOUT", TimeSpan.FromSeconds(1)) } };

        var (text, problem) = await AskAsync(rig, "echo half; exec sleep 50");

        text.ShouldBeEmpty();
        problem.ShouldNotBeNull().ShouldEndWith("took longer than 1 s and was ended; STATUS_TIMEOUT allows it more");
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_stops_a_question_is_told_of_no_problem()
    {
        using var rig = new StepRig();
        using var stop = new CancellationTokenSource();
        var asking = AskAsync(rig, $"touch {folder.File("began")}; exec sleep 50", stop.Token);
        await Eventually.FileAsync(folder.File("began"));

        await stop.CancelAsync();

        (await asking).ShouldBe(("", null));
    }

    private Task<(string Text, string? Problem)> AskAsync(StepRig rig, string script, CancellationToken cancellationToken = default) =>
        EngineCommand.AskAsync(rig.Context(rig.Project("branch: main"), null), new Command("bash", ["-c", script], folder.Path), cancellationToken);

    private Command Command(string fields) => Engines.Of(ProjectsYaml.Project($"projects: [{{ name: shop, path: '{folder.Path}', {fields} }}]")).Compose(["ps"]);
}
