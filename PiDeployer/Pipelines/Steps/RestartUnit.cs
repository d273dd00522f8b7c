using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Restarts the project's unit. <c>-n</c>: where sudo would ask for a password it fails at once, which is when the sudoers rule is missing.</summary>
internal sealed class RestartUnit : IStep
{
    public string Name => "systemctl restart";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var unit = context.Project.ServiceName;
        var result = await context.RunAsync(new Command("sudo", ["-n", "systemctl", "restart", unit], context.Project.Path), cancellationToken);
        return result is StepResult.Failed failed && context.Output.Tail.Contains("sudo: a password is required", StringComparison.Ordinal)
            ? failed with { Reason = $"{failed.Reason}; sudoers needs: {Environment.UserName} ALL=(root) NOPASSWD: /usr/bin/systemctl restart {unit}" }
            : result;
    }
}
