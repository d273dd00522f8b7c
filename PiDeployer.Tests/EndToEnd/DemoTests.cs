using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class DemoTests
{
    [Fact(Timeout = 180_000)]
    public async Task The_demo_shows_a_push_going_live_and_leaves_nothing_behind()
    {
        using var folder = new TempDirectory();

        // Somebody who has a deployer already, with settings that would get in the way.
        var demo = await FinishedProgram.RunAsync(
            folder, ["demo"], ("TMPDIR", folder.Path), ("DEPLOY_TOKEN", "mine"), ("DEPLOYER_PORT", "1"), ("PROJECTS_CONFIG", "/nowhere"), ("GIT_AUTHOR_NAME", ""));

        demo.ExitCode.ShouldBe(0, demo.Output);
        demo.Output.ShouldContain("202 {\"status\":\"accepted\",\"project\":\"site\"");
        demo.Output.ShouldContain("401 {\"error\":\"Invalid signature\"}");
        demo.Output.ShouldContain("$ git pull --ff-only");
        demo.Output.ShouldContain("The page now says: Good evening!");
        demo.Output.ShouldContain("The live checkout now says: \"Good evening!\"");
        Directory.EnumerateFileSystemEntries(folder.Path, "pi-deployer-demo-*").ShouldBeEmpty();
        LiveProcesses.In(folder.Path).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_git_the_demo_says_what_is_missing()
    {
        using var folder = new TempDirectory();

        var demo = await FinishedProgram.RunAsync(folder, ["demo"], ("TMPDIR", folder.Path), ("PATH", folder.Path));

        demo.ExitCode.ShouldBe(1, demo.Output);
        demo.Output.ShouldContain("git: not found in PATH");
        Directory.EnumerateFileSystemEntries(folder.Path, "pi-deployer-demo-*").ShouldBeEmpty();
    }
}
