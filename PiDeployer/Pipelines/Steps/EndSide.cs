using PiDeployer.Pipelines.Containers;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Ends whatever runs on a side, when nobody is sent there any more and those who were have their answers. Before a side is started it is ended too: a proxy that was restarted
/// would send people there as soon as somebody answers, and compose would keep a container whose files are others by now.
/// </summary>
internal sealed class EndSide : IStep
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public string Name => "end side";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context is not { Turn: { } turn, Project: { Color: { } side, BlueGreen.Drain: var drain } })
            throw new InvalidOperationException("Nobody looked for the sides.");
        try
        {
            if (await turn.Proxy.RetireAsync(side, cancellationToken) is { } obstacle)
                return new StepResult.Failed(obstacle);
            await WaitAsync(context, turn.Proxy, side, drain, cancellationToken);
            turn.File.Forget(side); // Nobody shall go back to what is not there any more.
            context.Turn = turn with { IsBegun = turn.IsBegun || side == turn.Next };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return new StepResult.Failed($"that {side.ToName()} ends could not be written down: {e.Message}");
        }

        return context.Project.RunsTemplate ? await Systemctl.RunAsync(context, "stop", cancellationToken) : await Takedown.RunAsync(context, ["--remove-orphans"], cancellationToken);
    }

    private static async Task WaitAsync(StepContext context, IProxy proxy, Side side, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = context.Clock.GetTimestamp();
        while ((await proxy.LookAsync(cancellationToken)).View?.Of(side).Busy > 0 && context.Clock.GetElapsedTime(begun) <= limit)
            await Task.Delay(Interval, context.Clock, cancellationToken);
    }
}
