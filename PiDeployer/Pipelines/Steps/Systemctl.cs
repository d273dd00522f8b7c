using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Has systemd do something with the project's unit. <c>-n</c>: where sudo would ask for a password it fails at once, which is when the sudoers rule is missing. Where sudo
/// cannot work, because no process of ours may gain privileges, systemctl is asked directly and polkit decides.
/// </summary>
internal static class Systemctl
{
    /// <param name="context">Of the step.</param>
    /// <param name="verb"><c>restart</c>, <c>stop</c>.</param>
    public static Command Command(StepContext context, string verb) => SudoCanWork()
        ? new Command("sudo", ["-n", "systemctl", verb, context.Project.ServiceName], context.Project.Path)
        : new Command("systemctl", ["--no-ask-password", verb, context.Project.ServiceName], context.Project.Path);

    /// <inheritdoc cref="Command(StepContext, string)"/>
    public static async Task<StepResult> RunAsync(StepContext context, string verb, CancellationToken cancellationToken) =>
        Advised(await context.RunAsync(Command(context, verb), cancellationToken), context, verb);

    /// <summary>A failure, with what mends it where that is known.</summary>
    public static StepResult Advised(StepResult result, StepContext context, string verb) => result is StepResult.Failed failed
        ? failed with { Reason = failed.Reason + Advice(context.Output.Tail, verb, context.Project.ServiceName) }
        : result;

    private static string Advice(string output, string verb, string unit)
    {
        if (output.Contains("a password is required", StringComparison.Ordinal))
            return $"; sudoers lacks the line: {Environment.UserName} ALL=(root) NOPASSWD: /usr/bin/systemctl {verb} {unit}";
        if (output.Contains("nteractive authentication required", StringComparison.Ordinal))
            return $"; no polkit rule lets {Environment.UserName} {verb} {unit}: `sudo pi-deployer install --hardened` writes one";
        return "";
    }

    /// <summary><see href="https://docs.kernel.org/userspace-api/no_new_privs.html"/></summary>
    public static bool SudoCanWork() =>
        !File.ReadLines("/proc/self/status").Any(line => line.StartsWith("NoNewPrivs:", StringComparison.Ordinal) && line.EndsWith('1'));
}
