using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Keeps what compose made of the files, for the rollback that a later deployment may need. It is the last step, and is none that anybody need read of.</summary>
internal sealed class KeepConfiguration : IStep
{
    public string Name => "keep configuration";

    public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            if (context is { Configuration: { } configuration, Kept: { } kept } && context.Engine.TellsAll)
                kept.Keep(configuration);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            context.Output.WriteLine($"What compose made of the files could not be kept, so a rollback would go by the files as they are then: {e.Message}");
        }

        return Task.FromResult<StepResult>(new StepResult.NotNeeded());
    }
}
