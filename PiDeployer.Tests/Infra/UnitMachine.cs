using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// A fresh Debian with a user <c>pi</c>, who has a checkout <c>~/web</c> that is one commit behind its remote, and with units <c>web</c>, <c>api</c> and <c>shop@</c>. A test installs the
/// program there as a person would.
/// </summary>
internal sealed class UnitMachine : IAsyncDisposable
{
    public const string Unit = "pi-deployer";

    private const string Prepare = """
        set -eu
        useradd --create-home --shell /bin/bash pi
        install -d /opt/pi-deployer
        for unit in web api shop@; do printf '[Service]\nExecStart=/bin/sleep infinity\n' >/etc/systemd/system/$unit.service; done
        systemctl daemon-reload
        systemctl start web api shop@blue
        runuser -u pi -- bash -ec '
          export GIT_AUTHOR_NAME=Pi GIT_AUTHOR_EMAIL=pi@example.org GIT_COMMITTER_NAME=Pi GIT_COMMITTER_EMAIL=pi@example.org
          git init -q --bare -b main ~/web.git
          git clone -q ~/web.git ~/elsewhere 2>/dev/null
          cd ~/elsewhere
          git checkout -q -B main
          git commit -q --allow-empty -m first
          git push -q -u origin main
          git clone -q ~/web.git ~/web
          echo hello >page.html
          git add page.html
          git commit -q -m page
          git push -q'
        """;

    private readonly SystemdMachine machine;
    private readonly string program;

    private UnitMachine(SystemdMachine machine, string program)
    {
        this.machine = machine;
        this.program = program;
    }

    /// <param name="suite">Of Debian's.</param>
    /// <param name="shared">For what the machine has to see of this one.</param>
    public static async Task<UnitMachine> BootAsync(string suite, TempDirectory shared)
    {
        File.Copy(ProgramUnderTest.NativeBinary, shared.File("pi-deployer"));
        Shell.Run("chmod", "-R", "a+rX", shared.Path);
        var pi = new UnitMachine(await SystemdMachine.BootFreshAsync(suite, shared), shared.File("pi-deployer"));
        try
        {
            pi.Root("bash", "-c", Prepare);
            pi.Write("/opt/pi-deployer/.env", $"DEPLOY_TOKEN={RunningServer.Token}\nDEPLOYER_HOST=127.0.0.1\n");
            return pi;
        }
        catch
        {
            await pi.DisposeAsync(); // Nobody else has it yet.
            throw;
        }
    }

    public string Root(params string[] command) => machine.Run(command);

    public (int Code, string Output) TryRoot(params string[] command) => machine.TryRun(command);

    /// <summary>As the user, in a shell.</summary>
    public (int Code, string Output) TryPi(string script) => machine.TryRun("runuser", "-u", "pi", "--", "bash", "-c", $"cd; {script}");

    public void Write(string path, string text) => machine.Write(path, text);

    public void WriteScript(string path, string body)
    {
        Write(path, $"#!/bin/bash\n{body}\n");
        Root("chmod", "755", path);
    }

    public string Install(params string[] options) => Root([program, "install", "--user", "pi", .. options]);

    public string Systemctl(string verb) => Root("systemctl", verb, Unit);

    public string Show(string property, string unit = Unit) => machine.Show(unit, property);

    /// <summary>With what was said until now.</summary>
    public string Journal()
    {
        Root("journalctl", "--sync");
        return Root("journalctl", "--no-pager", "-o", "cat", "-u", Unit);
    }

    public string Check() => TryPi("cd /opt/pi-deployer && pi-deployer check").Output;

    public string Get(string path) => Root("curl", "-sS", "--fail", "-H", $"Authorization: Bearer {RunningServer.Token}", $"http://127.0.0.1:5000{path}");

    /// <summary>What <c>systemd-analyze security</c> says is left open, of 10.</summary>
    public double Exposure()
    {
        var report = Root("systemd-analyze", "security", "--offline=no", "--no-pager", Unit);
        var found = Regex.Match(report, $"Overall exposure level for {Unit}.service: ([0-9.]+)");
        return found.Success ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : throw new ShouldAssertException(report);
    }

    /// <summary>Asks for a deployment, and waits for its end if there is one.</summary>
    /// <returns>What was answered.</returns>
    public JsonObject Deploy(string project, int wait = 60) =>
        JsonNode.Parse(Root("curl", "-sS", "-X", "POST", "-H", $"Authorization: Bearer {RunningServer.Token}", $"http://127.0.0.1:5000/deploy/{project}?wait={wait}")) as JsonObject
        ?? throw new InvalidOperationException("No answer.");

    /// <summary>Has the unit of a project restarted by a deployment.</summary>
    public void ShouldRestart(string project)
    {
        var before = Show("MainPID", project);
        var answer = Deploy(project);
        ((bool?)answer["success"]).ShouldBe(true, $"{answer}\n{Journal()}");
        Show("MainPID", project).ShouldNotBe(before);
        Show("ActiveState", project).ShouldBe("active");
    }

    public ValueTask DisposeAsync() => machine.DisposeAsync();
}
