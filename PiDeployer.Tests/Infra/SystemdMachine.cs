using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// A real systemd, booted by <c>systemd-nspawn</c> under a throw-away overlay: over this machine's own file tree, where it shares the network, so that a server
/// inside it answers on this machine's loopback; or over a fresh Debian, which has a loopback of its own.
/// </summary>
internal sealed class SystemdMachine : IAsyncDisposable
{

    /// <summary>In a control group of its own, for machines that share one have their units in each other's, and kill each other's processes.</summary>
    private const string Nspawn = """
        for tree in /sys/fs/cgroup/unified /sys/fs/cgroup/systemd /sys/fs/cgroup; do
          [ ! -e $tree/cgroup.procs ] || { mkdir -p "$tree/$0" && echo $$ >"$tree/$0/cgroup.procs"; }
        done
        exec systemd-nspawn --machine="$0" "$@"
        """;

    private static int machines;

    private readonly Process machine;
    private readonly string name;
    private readonly string? mounted;
    private readonly int leader;

    private SystemdMachine(Process machine, string name, string? mounted, int leader)
    {
        this.machine = machine;
        this.name = name;
        this.mounted = mounted;
        this.leader = leader;
    }

    /// <summary>Why none can be booted here; null when one can. Whoever runs the tests has to say so: a missing package must not turn into a skipped test.</summary>
    public static string? MissingReason => Environment.GetEnvironmentVariable("PIDEPLOYER_NO_SYSTEMD") is { Length: > 0 } reason ? reason : null;

    /// <summary>Why there is no fresh Debian; null when there is one.</summary>
    public static string? FreshMissingReason =>
        Fresh is not null ? null : Environment.GetEnvironmentVariable("PIDEPLOYER_NO_ROOT") ?? "PIDEPLOYER_ROOT does not say where the tree of a fresh Debian is; ./test.sh makes one.";

    /// <summary>The same of a suite of Debian's: <c>bookworm</c> has systemd 252, <c>trixie</c> 257.</summary>
    public static string? FreshMissingReasonOf(string suite) =>
        FreshOf(suite) is not null ? null : Environment.GetEnvironmentVariable("PIDEPLOYER_NO_ROOT") ?? $"PIDEPLOYER_ROOT_{suite} does not say where the tree of a fresh Debian {suite} is; ./test.sh makes one.";

    private static string? Fresh => Environment.GetEnvironmentVariable("PIDEPLOYER_ROOT") is { Length: > 0 } tree ? tree : null;

    private static string? FreshOf(string suite) => Environment.GetEnvironmentVariable($"PIDEPLOYER_ROOT_{suite}") is { Length: > 0 } tree ? tree : null;

    /// <param name="shared">A folder that is seen inside under the same path, read-only.</param>
    public static Task<SystemdMachine> BootAsync(TempDirectory shared)
    {
        var root = Directory.CreateTempSubdirectory("pi-deployer-machine-").FullName;
        Shell.Run("mount", "--bind", "/", root);
        return BootAsync(root, root, shared);
    }

    /// <inheritdoc cref="BootAsync(TempDirectory)"/>
    public static Task<SystemdMachine> BootFreshAsync(TempDirectory shared) =>
        BootAsync(Fresh ?? throw new InvalidOperationException(FreshMissingReason), mounted: null, shared, "--private-network");

    /// <inheritdoc cref="BootAsync(TempDirectory)"/>
    public static Task<SystemdMachine> BootFreshAsync(string suite, TempDirectory shared) =>
        BootAsync(FreshOf(suite) ?? throw new InvalidOperationException(FreshMissingReasonOf(suite)), mounted: null, shared, "--private-network");

    private static async Task<SystemdMachine> BootAsync(string root, string? mounted, TempDirectory shared, params string[] options)
    {
        var name = $"pi-deployer-{Environment.ProcessId}-{Interlocked.Increment(ref machines)}";
        var start = new ProcessStartInfo(
            "setsid",
            [
                "bash", "-c", Nspawn, name, "--quiet", "--boot", "-D", root, "--volatile=overlay", "--register=no", "--keep-unit", "--console=pipe",
                "--resolv-conf=off", "--timezone=off", "--link-journal=no", $"--bind-ro={shared.Path}", .. options, "systemd.unit=basic.target", "systemd.mask=docker.socket", "systemd.mask=docker.service", "systemd.mask=containerd.service",
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
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Eventually.Patience && !machine.HasExited; await Task.Delay(50))
        {
            var (found, child) = Shell.TryRun("pgrep", "-P", $"{machine.Id}", "-x", "systemd");
            if (found != 0)
                continue;
            var booted = new SystemdMachine(machine, name, mounted, int.Parse(child.Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture));
            if (booted.TryRun("systemctl", "is-system-running").Output is "running" or "degraded")
                return booted;
        }

        machine.Kill(entireProcessTree: true);
        await machine.WaitForExitAsync();
        if (mounted is not null)
            Shell.TryRun("umount", mounted);
        throw new InvalidOperationException($"No systemd after {Eventually.Patience}:\n{said}");
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
        await machine.WaitForExitAsync().WaitAsync(Eventually.Patience);
        machine.Dispose();
        Shell.TryRun("bash", "-c", "find /sys/fs/cgroup/{unified/,systemd/,}\"$0\" -depth -type d -exec rmdir {} + 2>/dev/null", name);
        if (mounted is null)
            return;
        Shell.Run("umount", mounted);
        Directory.Delete(mounted);
    }
}
