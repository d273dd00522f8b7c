using PiDeployer.Pipelines.Containers;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Ends whatever runs on a side. Compose would keep a container whose files are others by now, so before a side is started it is ended too.</summary>
internal sealed class EndSide : IStep
{
    public string Name => "end side";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Turn is { } turn && Forget(turn.File, context.Project.Color) is { } problem)
            return new StepResult.Failed(problem);
        if (context.Project.RunsTemplate)
            return await Systemctl.RunAsync(context, "stop", cancellationToken);
        var (ids, unknown) = await context.Engine.IdsAsync(context, cancellationToken);
        return ids.Length == 0 && unknown is null
            ? new StepResult.NotNeeded()
            : await EngineCommand.RunAsync(context, context.Engine.Compose(["down", "--remove-orphans"]), null, cancellationToken);
    }

    /// <summary>Nobody shall go back to what is not there any more.</summary>
    private static string? Forget(SidesFile file, Side? side)
    {
        try
        {
            if (side is { } ending)
                file.Forget(ending);
            return null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return $"that {side?.ToName()} ends could not be written down: {e.Message}";
        }
    }
}
