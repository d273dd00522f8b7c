using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Makes the images that the project's files say how to make, while what runs goes on. Compose itself would make only those that are missing, and never see that their files are others.</summary>
internal sealed class ComposeBuild : IStep
{
    public string Name => "build";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Configuration is null)
            (context.Configuration, _) = await context.Engine.ConfigurationAsync(context, null, cancellationToken); // Where it cannot be read, the next step will say why.
        return context.Configuration?.Builds == true ? await EngineCommand.RunAsync(context, context.Engine.Compose(["build"]), null, cancellationToken) : new StepResult.NotNeeded();
    }
}
