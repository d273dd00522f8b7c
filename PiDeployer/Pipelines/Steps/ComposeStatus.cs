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
        var (asked, runs) = await context.Engine.RunsAsync(context, cancellationToken);
        return asked is StepResult.Succeeded && !runs
            ? new StepResult.Failed($"nothing of {context.Project.Name} runs, so there is nothing to update; start it once by hand: {context.Engine.Compose(["up", "-d"])}, in {context.Project.Path}") { IsRefusal = true }
            : asked;
    }
}
