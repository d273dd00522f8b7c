using PiDeployer.Pipelines.Containers;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Ends whatever runs on a side, which nobody is sent to from then on: a proxy that was restarted would take it for one like the other. Compose would keep a container whose files are others by now, so before a side is started it is ended too.</summary>
internal sealed class EndSide : IStep
{
    public string Name => "end side";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context is not { Turn: { } turn, Project.Color: { } side })
            throw new InvalidOperationException("Nobody looked for the sides.");
        try
        {
            if (await turn.Proxy.RetireAsync(side, cancellationToken) is { } obstacle)
                return new StepResult.Failed(obstacle);
            turn.File.Forget(side); // Nobody shall go back to what is not there any more.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return new StepResult.Failed($"that {side.ToName()} ends could not be written down: {e.Message}");
        }

        if (context.Project.RunsTemplate)
            return await Systemctl.RunAsync(context, "stop", cancellationToken);
        var (ids, unknown) = await context.Engine.IdsAsync(context, cancellationToken);
        return ids.Length == 0 && unknown is null
            ? new StepResult.NotNeeded()
            : await EngineCommand.RunAsync(context, context.Engine.Compose(["down", "--remove-orphans"]), null, cancellationToken);
    }
}
