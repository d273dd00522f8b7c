using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The commands in a real terminal: the line at the bottom, colours, Ctrl-C, narrow windows and such as change.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class TerminalTests(TerminalTests.OneServer shared) : IClassFixture<TerminalTests.OneServer>
{
    [Fact(Timeout = 180_000)]
    public async Task While_it_runs_a_line_at_the_bottom_says_what_and_for_how_long()
    {
        using var window = Open("deploy followed");
        await window.ShowsAsync("said first");
        await window.ShowsAsync("● followed: running, script, ");
        var shown = window.LastLine;
        await Eventually.TrueAsync(() => window.LastLine.StartsWith("● followed: running, script, ", StringComparison.Ordinal) && window.LastLine != shown, "the time goes on");
        window.Text.Split('\n').Count(line => line.Contains('●', StringComparison.Ordinal)).ShouldBe(1);
        window.LastLine.ShouldStartWith("● followed: running, script, ");
        window.Colored.ShouldContain("\e[32msaid first", Case.Sensitive, "a program's colours are its own");

        shared.Release("followed");
        await window.ShowsAsync("[exit 0]");

        window.Text.ShouldNotContain("●");
        window.Text.ShouldContain("said first\nsaid last\n✓ followed succeeded in ");
        window.Colored.ShouldContain("\e[32m✓ followed succeeded");
    }

    [Fact(Timeout = 180_000)]
    public async Task After_Ctrl_C_the_deployment_goes_on()
    {
        using var window = Open("deploy left");
        await window.ShowsAsync("● left: running");
        window.Press("C-c");
        await window.ShowsAsync("[exit 130]");

        window.Text.ShouldNotContain("●");
        window.Text.ShouldContain("The deployment goes on. `pi-deployer logs -f 20");
        ((bool?)(await shared.Server.StatusAsync("left"))["deploying"]).ShouldBe(true);
        shared.Release("left");
        (await shared.Server.ResultAsync("left")).Text("last_state").ShouldBe("succeeded");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_window_that_changes_is_not_littered()
    {
        using var window = Open($"deploy {OneServer.Lengthy}", columns: 120);
        await window.ShowsAsync($"● {OneServer.Lengthy}: running, script");
        foreach (var columns in new[] { 40, 20, 70, 30 }) // The line is longer than each, so it is cut at another place in each.
        {
            window.Resize(columns);
            await Eventually.TrueAsync(() => window.Text.Split('\n') is var lines && lines.Count(line => line.Contains('●', StringComparison.Ordinal)) == 1 && lines[^1].StartsWith('●') && lines[^1].Length == columns - 1, "the line is redrawn");
        }

        shared.Release(OneServer.Lengthy);
        await window.ShowsAsync("[exit 0]");
        window.Text.ShouldNotContain("●");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_table_is_cut_to_the_window_and_plain_where_nobody_wants_colours()
    {
        using var window = Open("status", columns: 30, "NO_COLOR=1 ");
        await window.ShowsAsync("[exit 0]");
        window.Text.Split('\n').ShouldAllBe(line => line.Length <= 30);
        window.Text.Split('\n').Length.ShouldBe(OneServer.Projects.Length + 2, "no line is broken in two");
        window.Colored.ShouldNotContain("\e[");

        using var colored = Open("status");
        await colored.ShowsAsync("[exit 0]");
        colored.Colored.ShouldContain("\e[");

        using var dumb = Open("status", columns: 30, "TERM=dumb ");
        await dumb.ShowsAsync("[exit 0]");
        dumb.Colored.ShouldNotContain("\e[");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_server_that_is_restarted_is_waited_for_and_that_is_said_once()
    {
        using var folder = new TempDirectory();
        using var client = new TempDirectory();
        folder.WriteScript("held.sh", "echo said first; exec sleep 300");
        var yaml = $"projects: [{{ name: cut, repo: ann/cut, path: {folder.Path}, deploy_mode: script-only, deploy_script: {folder.File("held.sh")} }}]";
        var port = LoopbackPorts.Next();
        await using var first = await RunningServer.StartAsync(folder, yaml, ("DEPLOYER_PORT", $"{port}"));
        client.Write(".env", $"DEPLOY_TOKEN={RunningServer.Token}\nDEPLOYER_PORT={port}\n");
        var following = FinishedProgram.RunAsync(client, ["deploy", "cut"]);
        await Eventually.TrueAsync(async () => (await first.LogsAsync("cut")).Contains("said first", StringComparison.Ordinal), "it runs");
        await first.KillAsync();
        await using var second = await RunningServer.StartAsync(folder, yaml, ("DEPLOYER_PORT", $"{port}"));

        var followed = await following;

        followed.ExitCode.ShouldBe(1);
        followed.Output.Split("The connection broke").Length.ShouldBe(2, followed.Output);
        followed.Output.Split("said first").Length.ShouldBe(2, "what was shown is not shown again");
        followed.Output.ShouldContain("cut interrupted after");
    }

    private TmuxWindow Open(string command, int columns = 100, string variables = "")
    {
        var program = ProgramUnderTest.IsNative ? ProgramUnderTest.NativeBinary : $"dotnet {Path.Combine(AppContext.BaseDirectory, "pi-deployer.dll")}";
        return new TmuxWindow(shared.Client, $"clear; {variables}{program} {command}", columns);
    }

    /// <summary>Its projects say something, and wait until the test releases them.</summary>
    public sealed class OneServer() : SharedServer($"projects:\n{string.Join('\n', Projects.Select(Project))}\n")
    {
        public const string Lengthy = "a-project-whose-name-is-so-long-that-it-fills-a-line";

        public static string[] Projects { get; } = ["followed", "left", Lengthy];

        internal TempDirectory Client { get; } = new();

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Client.Write(".env", $"DEPLOY_TOKEN={RunningServer.Token}\nDEPLOYER_PORT={Server.Address.Port}\n");
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            Client.Dispose();
            GC.SuppressFinalize(this);
        }

        internal void Release(string project) => File.Delete(Folder.File($"{project}/hold"));

        protected override void Prepare()
        {
            foreach (var name in Projects)
                Folder.Write($"{name}/hold", "");
            Folder.WriteScript("held.sh", """
                printf '\033[32msaid first\033[0m\n'
                while [ -e "$DEPLOYER_REPO_DIR/hold" ]; do sleep 0.05; done
                echo said last
                """);
        }

        private static string Project(string name) =>
            $"  - {{ name: {name}, repo: ann/{name}, path: \"{{folder}}/{name}\", deploy_mode: script-only, deploy_script: \"{{folder}}/held.sh\" }}";
    }
}
