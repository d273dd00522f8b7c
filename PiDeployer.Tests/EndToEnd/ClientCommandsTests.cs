using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;
using Shouldly.Configuration;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The commands as a person and a script use them, against a running server; what they say is in the files beside this one.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class ClientCommandsTests(ClientCommandsTests.OneServer shared) : IClassFixture<ClientCommandsTests.OneServer>
{
    private RunningServer Server => shared.Server;

    private TempDirectory Folder => shared.Client;

    [Fact(Timeout = 360_000)]
    public async Task What_a_person_sees()
    {
        var screen = new Transcript(Folder);
        await screen.RunAsync("status good");
        await screen.RunAsync("deploy good");
        await screen.RunAsync("deploy bad");
        await screen.RunAsync("status good");
        await screen.RunAsync("status bad");
        await screen.RunAsync("status goof");
        await screen.RunAsync("history good");
        await screen.RunAsync("history bad --state failed --limit 5");
        await screen.RunAsync("history bad --state succeeded");
        await screen.RunAsync("history bat");
        await screen.RunAsync("logs bad -n 2");
        await screen.RunAsync("logs -f bad");
        await screen.RunAsync("logs -f -n 1 good");
        await screen.RunAsync("logs never");
        await screen.RunAsync("logs -f never");
        await screen.RunAsync("rollback never");
        await screen.RunAsync("rollback good --to 20260101-000000-000000");
        await screen.RunAsync("cancel good");
        await screen.RunAsync("cancel 20260101-000000-000000");
        await screen.RunAsync("deploy goof");
        await screen.RunAsync("deploy a/../b");
        await screen.RunAsync("deploy good --image web:2");
        await screen.RunAsync("reload");

        screen.Text.ShouldMatchApproved(Snapshot);
    }

    [Fact(Timeout = 360_000)]
    public async Task What_a_program_is_given()
    {
        var screen = new Transcript(Folder);
        await screen.RunAsync("status programs --json");
        await screen.RunAsync("deploy programs --json");
        var accepted = await screen.RunAsync("deploy programs --no-wait --json");
        var id = JsonNode.Parse(accepted.Output).Text("id");
        await screen.RunAsync($"logs -f {id} --json");
        await screen.RunAsync($"logs {id} --json -n 1");
        await screen.RunAsync("logs programs --json -n 1");
        await screen.RunAsync("reload --json");
        var history = await screen.RunAsync("history programs --json --limit 1");

        JsonNode.Parse(history.Output)?["deployments"].ShouldBeOfType<JsonArray>().Count.ShouldBe(1);
        screen.Text.ShouldMatchApproved(Snapshot);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_cannot_be_asked_is_said_with_how_to_mend_it()
    {
        using var empty = new TempDirectory();
        var screen = new Transcript(empty);
        var here = $"--url {Server.Address}";
        empty.Write("token", RunningServer.Token);
        empty.Write("wrong", "wrong\n");
        empty.Write("odd", "two\nlines");
        await screen.RunAsync($"status good {here} --json");
        await screen.RunAsync($"history {here}");
        await screen.RunAsync($"history {here} --token-file wrong");
        await screen.RunAsync($"history {here} --token-file odd");
        await screen.RunAsync($"history {here} --token-file nowhere");
        (await screen.RunAsync($"history never {here} --token-file token")).ExitCode.ShouldBe(0);
        await screen.RunAsync("status --url ftp://127.0.0.1");
        await screen.RunAsync("status --url http://127.0.0.1:1");
        empty.Write(".env", "DEPLOYER_HOST=::\nDEPLOYER_PORT=1\n");
        await screen.RunAsync("status");
        empty.Write(".env", "DEPLOYER_PORT=0\n");
        await screen.RunAsync("status");
        empty.Write(".env", "NAME='\n");
        await screen.RunAsync("status");
        await screen.RunAsync("sign .env");
        await screen.RunAsync("status --directory nowhere --url http://127.0.0.1:1");

        var said = string.Join('\n', screen.Text.Split('\n').Select(line => line.StartsWith("{\"name\"", StringComparison.Ordinal) ? "{…}" : line));
        said.ShouldMatchApproved(Snapshot);
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_runs_is_followed_refused_and_cancelled()
    {
        var started = await FinishedProgram.RunAsync(Folder, ["deploy", "held", "--no-wait", "--json"]);
        var id = JsonNode.Parse(started.Output).Text("id");
        await Eventually.TrueAsync(async () => (await FinishedProgram.RunAsync(Folder, ["logs", id])).Output.Contains("holding", StringComparison.Ordinal), "it runs");

        (await FinishedProgram.RunAsync(Folder, ["deploy", "held"])).ShouldBe(new FinishedProgram(
            75, "", "pi-deployer: a deployment of held is under way; `pi-deployer logs -f held` shows it. With `on_busy: queue` in projects.yml the next one would wait.\n"));
        (await FinishedProgram.RunAsync(Folder, ["status", "held"])).Output.ShouldContain(id);
        var following = FinishedProgram.RunAsync(Folder, ["logs", "-f", "held"]);
        (await FinishedProgram.RunAsync(Folder, ["cancel", "held"])).Output.ShouldStartWith($"{id} is being ended");

        var followed = await following;
        followed.ExitCode.ShouldBe(1);
        followed.Output.ShouldContain("holding\n");
        followed.Output.ShouldContain("held cancelled after");
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_stops_reading_ends_it_quietly()
    {
        var started = await FinishedProgram.RunAsync(Folder, ["deploy", "piped", "--no-wait", "--json"]);
        var (code, said) = Shell.TryRun("bash", "-c", $"cd {Folder.Path}; set -o pipefail; {Program} logs -f piped 2>&1 | head -1");

        (code, said).ShouldBe((141, $"$ {shared.Folder.File("held.sh")}"));
        await FinishedProgram.RunAsync(Folder, ["cancel", JsonNode.Parse(started.Output).Text("id")]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("", "--color auto", false)]
    [InlineData("", "--color always", true)]
    [InlineData("1", "--color always", true)]
    [InlineData("", "--color never", false)]
    public async Task Colours_are_for_terminals_and_for_those_who_want_them(string noColor, string option, bool hasColors)
    {
        var status = await FinishedProgram.RunAsync(Folder, ["status", .. option.Split(' ')], ("NO_COLOR", noColor), ("LANG", "C"));

        status.Output.Contains('\e', StringComparison.Ordinal).ShouldBe(hasColors);
        status.Output.ShouldBe(string.Concat(status.Output.Where(char.IsAscii)), "symbols are for locales that have them");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_signature_is_the_one_that_callers_make_themselves()
    {
        var body = Folder.Write("body.json", """{"project": "signed"}""");
        var (code, answer) = Shell.TryRun("bash", "-euc", $"cd {Folder.Path}; curl -sS -X POST -H \"$({Program} sign --header {body})\" --data-binary @{body} {Server.Address}deploy");
        (code, JsonNode.Parse(answer).Text("state")).ShouldBe((0, "succeeded"), answer);

        var signed = Shell.Run("bash", "-euc", $"cd {Folder.Path}; {Program} sign <{body}; {Program} sign -- - <{body}");
        var expected = Shell.Run("bash", "-c", $"openssl dgst -sha256 -hmac {RunningServer.Secret} <{body} | sed 's/.*= /sha256=/'");
        signed.ShouldBe($"{expected}\n{expected}");
    }

    [Fact(Timeout = 180_000)]
    [Trait("Build", "Native")]
    public void Through_a_link_the_binary_finds_the_env_beside_it()
    {
        using var machine = new TempDirectory();
        Directory.CreateDirectory(machine.File("opt"));
        Shell.Run("cp", ProgramUnderTest.NativeBinary, machine.File("opt/pi-deployer")); // By another process, see TempDirectory.WriteScript.
        File.Copy(Folder.File(".env"), machine.File("opt/.env"));
        File.CreateSymbolicLink(machine.File("link"), machine.File("opt/pi-deployer"));

        Shell.Run("bash", "-c", $"cd / && {machine.File("link")} history never").ShouldBe("There are none.");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("pi-deployer sta", "status")]
    [InlineData("pi-deployer deploy goo", "good")]
    [InlineData("pi-deployer deploy --no-w", "--no-wait")]
    [InlineData("pi-deployer status --color=al", "always")]
    [InlineData("pi-deployer status --color al", "always")]
    [InlineData("pi-deployer frobnicate x", "")]
    public void Bash_completes_it(string line, string completed)
    {
        Folder.WriteScript("pi-deployer", $"exec {Program} \"$@\"");
        // What readline gives to a function of completion, which breaks words at an equals sign too.
        var script = $$"""
            cd {{Folder.Path}}; PATH=$PWD:$PATH; source <(pi-deployer completion bash)
            read -ra COMP_WORDS <<<"$(sed 's/=/ = /g' <<<'{{line}}')"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            compopt() { :; }
            _pi_deployer; echo "${COMPREPLY[*]}"
            """;
        Shell.Run("bash", "-c", script).ShouldBe(completed);
    }

    [Fact(Timeout = 180_000)]
    public void The_manual_page_is_one_that_man_has_nothing_to_say_against()
    {
        var page = Shell.Run("bash", "-c", $"cd {Folder.Path}; {Program} man >pi-deployer.1; LC_ALL=C.UTF-8 MANWIDTH=100 man --warnings -E UTF-8 -l pi-deployer.1 2>warnings | col -b");

        File.ReadAllText(Folder.File("warnings")).ShouldBeEmpty();
        page.ShouldContain("pi-deployer deploy media --service portal --image ghcr.io/you/portal:v2");
        page.ShouldContain("-n, --lines LINES");
    }

    private static string Program => ProgramUnderTest.IsNative ? ProgramUnderTest.NativeBinary : $"dotnet {Path.Combine(AppContext.BaseDirectory, "pi-deployer.dll")}";

    private static void Snapshot(ShouldMatchConfigurationBuilder configuration) => configuration.NoDiff().SubFolder("Screens");

    /// <summary>The client's folder has an <c>.env</c> with the server's address and secrets.</summary>
    public sealed class OneServer() : SharedServer($"""
        projects:
        {Project("good", "good.sh")}
        {Project("bad", "bad.sh")}
        {Project("never", "good.sh")}
        {Project("programs", "good.sh")}
        {Project("signed", "good.sh")}
        {Project("held", "held.sh")}
        {Project("piped", "held.sh")}
        """)
    {
        internal TempDirectory Client { get; } = new();

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Client.Write(".env", $"DEPLOY_TOKEN={RunningServer.Token}\nGITHUB_WEBHOOK_SECRET={RunningServer.Secret}\nDEPLOYER_HOST=0.0.0.0\nDEPLOYER_PORT={Server.Address.Port}\n");
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            Client.Dispose();
            GC.SuppressFinalize(this);
        }

        protected override void Prepare()
        {
            foreach (var name in new[] { "good", "bad", "never", "programs", "signed", "held", "piped" })
                Directory.CreateDirectory(Folder.File(name));
            Folder.WriteScript("good.sh", @"printf 'all \033[32mis\033[0m well\033]0;title\007\n'");
            Folder.WriteScript("bad.sh", "echo 'no such thing'; exit 3");
            Folder.WriteScript("held.sh", "echo holding; exec sleep 300");
        }

        private static string Project(string name, string script) =>
            $"  - {{ name: {name}, repo: ann/{name}, path: \"{{folder}}/{name}\", deploy_mode: script-only, deploy_script: \"{{folder}}/{script}\" }}";
    }
}
