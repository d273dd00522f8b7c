using PiDeployer.Pipelines.Containers;
using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Sees whether anything of the project runs: what somebody has stopped is not started by an update that happens to come.</summary>
internal sealed class ComposeStatus : IStep
{
    public string Name => "status";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.MayStart)
            return new StepResult.NotNeeded();
        var podman = context.Project.Compose.Engine == ContainerEngine.Podman;
        var (asked, anything) = podman ? await AskPodmanAsync(context, cancellationToken) : await AskAsync(context, cancellationToken);
        return asked is StepResult.Succeeded && !anything
            ? new StepResult.Failed($"nothing of {context.Project.Name} runs, so there is nothing to update; start it once by hand: {EngineCommand.Compose(context.Project, ["up", "-d"])}, in {context.Project.Path}") { IsRefusal = true }
            : asked;
    }

    private static async Task<(StepResult Asked, bool Anything)> AskAsync(StepContext context, CancellationToken cancellationToken)
    {
        var services = new CapturedOutput();
        var asked = await EngineCommand.RunAsync(context, EngineCommand.Compose(context.Project, ["ps", "--status=running", "--services"]), context.Limits.Status, services, cancellationToken);
        return (asked, services.Text.Length > 0);
    }

    private static async Task<(StepResult Asked, bool Anything)> AskPodmanAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (states, problem) = await ComposeContainers.StatesAsync(context, cancellationToken);
        foreach (var state in states)
            context.Output.WriteLine($"{state.Service} is {state.Description}");
        return cancellationToken.IsCancellationRequested ? (new StepResult.Stopped(), false)
            : problem is not null ? (new StepResult.Failed(problem), false)
            : (new StepResult.Succeeded(), states.Exists(state => state.IsRunning));
    }
}
