using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// A real systemd, booted by <c>systemd-nspawn</c> over this machine's own file tree under a throw-away overlay. It shares the network, so a server inside it
/// answers on this machine's loopback.
/// </summary>
internal sealed class SystemdMachine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process machine;
    private readonly string root;
    private readonly int leader;

    private SystemdMachine(Process machine, string root, int leader)
    {
        this.machine = machine;
        this.root = root;
        this.leader = leader;
    }

    /// <summary>Why none can be booted here; null when one can. Whoever runs the tests has to say so: a missing package must not turn into a skipped test.</summary>
    public static string? MissingReason => Environment.GetEnvironmentVariable("PIDEPLOYER_NO_SYSTEMD") is { Length: > 0 } reason ? reason : null;

    /// <param name="shared">A folder that is seen inside under the same path, read-only.</param>
    public static async Task<SystemdMachine> BootAsync(TempDirectory shared)
    {
        var root = Directory.CreateTempSubdirectory("pi-deployer-machine-").FullName;
        Shell.Run("mount", "--bind", "/", root);
        var start = new ProcessStartInfo(
            "setsid",
            [
                "systemd-nspawn", "--quiet", "--boot", "-D", root, "--volatile=overlay", "--register=no", "--keep-unit", "--console=pipe",
                $"--machine=pi-deployer-{Environment.ProcessId}", "--resolv-conf=off", "--timezone=off", "--link-journal=no",
                $"--bind-ro={shared.Path}", "systemd.unit=basic.target", "systemd.mask=docker.socket", "systemd.mask=docker.service", "systemd.mask=containerd.service",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SYSTEMD_NSPAWN_UNIFIED_HIERARCHY"] = "1";
        var machine = new Process { StartInfo = start };
        var said = new System.Text.StringBuilder();
        void Read(object sender, DataReceivedEventArgs line)
        {
            lock (said)
                said.AppendLine(line.Data);
        }

        machine.OutputDataReceived += Read;
        machine.ErrorDataReceived += Read;
        machine.Start();
        machine.BeginOutputReadLine();
        machine.BeginErrorReadLine();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience && !machine.HasExited; await Task.Delay(50))
        {
            var (found, child) = Shell.TryRun("pgrep", "-P", $"{machine.Id}", "-x", "systemd");
            if (found != 0)
                continue;
            var booted = new SystemdMachine(machine, root, int.Parse(child.Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture));
            if (booted.TryRun("systemctl", "is-system-running").Output is "running" or "degraded")
                return booted;
        }

        Shell.TryRun("umount", root);
        throw new InvalidOperationException($"No systemd after {Patience}:\n{said}");
    }

    /// <summary>Runs a command inside and wants it to succeed.</summary>
    public string Run(params string[] command)
    {
        var (code, output) = TryRun(command);
        code.ShouldBe(0, $"{string.Join(' ', command)}\n{output}\n{TryRun("journalctl", "--no-pager", "-n", "40").Output}");
        return output;
    }

    public (int Code, string Output) TryRun(params string[] command) => Shell.TryRun("nsenter", ["-t", $"{leader}", "-a", .. command]);

    /// <summary>Writes a file inside.</summary>
    public void Write(string path, string text) => Run("bash", "-c", "mkdir -p \"$(dirname \"$1\")\" && printf %s \"$2\" >\"$1\"", "write", path, text);

    /// <summary>A property of a unit.</summary>
    public string Show(string unit, string property) => Run("systemctl", "show", "-P", property, unit);

    public async ValueTask DisposeAsync()
    {
        Shell.TryRun("kill", "-s", "RTMIN+3", $"{leader}"); // systemd's own word for "halt".
        await machine.WaitForExitAsync().WaitAsync(Patience);
        machine.Dispose();
        Shell.Run("umount", root);
        Directory.Delete(root);
    }
}
