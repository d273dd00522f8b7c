using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Restarts the project's unit. <c>-n</c>: where sudo would ask for a password it fails at once, which is when the sudoers rule is missing. Where sudo cannot
/// work, because no process of ours may gain privileges, systemctl is asked directly and polkit decides.
/// </summary>
internal sealed class RestartUnit : IStep
{
    public string Name => "systemctl restart";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var unit = context.Project.ServiceName;
        var command = SudoCanWork()
            ? new Command("sudo", ["-n", "systemctl", "restart", unit], context.Project.Path)
            : new Command("systemctl", ["--no-ask-password", "restart", unit], context.Project.Path);
        var result = await context.RunAsync(command, cancellationToken);
        return result is StepResult.Failed failed ? failed with { Reason = failed.Reason + Advice(context.Output.Tail, unit) } : result;
    }

    private static string Advice(string output, string unit)
    {
        if (output.Contains("a password is required", StringComparison.Ordinal))
            return $"; sudoers lacks the line: {Environment.UserName} ALL=(root) NOPASSWD: /usr/bin/systemctl restart {unit}";
        if (output.Contains("nteractive authentication required", StringComparison.Ordinal))
            return $"; no polkit rule lets {Environment.UserName} restart {unit}";
        return "";
    }

    /// <summary><see href="https://docs.kernel.org/userspace-api/no_new_privs.html"/></summary>
    private static bool SudoCanWork() =>
        !File.ReadLines("/proc/self/status").Any(line => line.StartsWith("NoNewPrivs:", StringComparison.Ordinal) && line.EndsWith('1'));
}
