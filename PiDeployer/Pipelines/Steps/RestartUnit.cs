using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Restarts the project's unit.</summary>
internal sealed class RestartUnit : IStep
{
    private const string Verb = "restart";

    public string Name => "systemctl restart";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var command = Systemctl.Command(context, Verb);
        var result = IsOurs(context.Project.ServiceName)
            ? await RestartOurselvesAsync(context, command, cancellationToken)
            : await context.RunAsync(command, cancellationToken);
        return Systemctl.Advised(result, context, Verb);
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
}
