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
        var result = IsOurs(unit)
            ? await RestartOurselvesAsync(context, command, cancellationToken)
            : await context.RunAsync(command, cancellationToken);
        return result is StepResult.Failed failed ? failed with { Reason = failed.Reason + Advice(context.Output.Tail, unit) } : result;
    }

    /// <summary>
    /// The command waits until the unit is up again, which it cannot be before we are gone. So being stopped is what shows that it works, and who comes next goes on.
    /// </summary>
    private static async Task<StepResult> RestartOurselvesAsync(StepContext context, Command command, CancellationToken cancellationToken)
    {
        if (!context.HandOver())
            return new StepResult.Failed("this is pi-deployer's own unit, and it could not be written down for the next process that it has to finish this deployment; the log has the reason");
        context.Output.WriteLine("This is pi-deployer's own unit: the process that comes finishes this deployment.");
        if (context.Stopping.IsCancellationRequested)
            return new StepResult.HandedOver(); // A restart would start again what somebody is stopping.
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = context.Stopping.Register(() => stopping.TrySetResult());
        var restart = context.RunAsync(command, cancellationToken);
        await Task.WhenAny(restart, stopping.Task);
        if (stopping.Task.IsCompleted)
            return new StepResult.HandedOver();
        return await restart is StepResult.Succeeded
            ? new StepResult.Failed($"systemctl says that {context.Project.ServiceName} was restarted, but pi-deployer still runs; is it really its own unit?")
            : await restart;
    }

    /// <summary>Whether we run in this unit: <see href="https://man7.org/linux/man-pages/man7/cgroups.7.html"/>.</summary>
    private static bool IsOurs(string unit) =>
        File.ReadLines("/proc/self/cgroup").Select(line => line.Split('/')[^1]).Any(ours => ours == unit || ours == $"{unit}.service");

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
