using PiDeployer.Pipelines.Sides;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Has nobody on the side that is got ready, and nobody sent there. A proxy that was restarted has forgotten which side serves, and would send people to the new one as soon
/// as somebody answers there; and a deployment that was interrupted may have left the side with requests to finish.
/// </summary>
internal sealed class ClearSide : IStep
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public string Name => "clear side";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context is not { Turn: { Serving: { } serving, IsReady: false } turn, Project.BlueGreen: { } sides })
            return new StepResult.NotNeeded();
        try
        {
            var (view, problem) = await turn.Proxy.LookAsync(cancellationToken);
            if (view is null)
                return new StepResult.Failed(problem ?? $"{turn.Proxy.Name} does not say where it sends people");
            if (view.Of(turn.Next) is { WouldTake: false, Busy: 0 })
                return new StepResult.NotNeeded();
            if (view.Of(turn.Next).WouldTake && await turn.Proxy.SwitchAsync(serving, cancellationToken) is { } obstacle)
                return new StepResult.Failed(obstacle);
            await WaitAsync(context, turn, sides, cancellationToken);
            return new StepResult.Succeeded();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
    }

    private static async Task WaitAsync(StepContext context, SideTurn turn, BlueGreenSettings sides, CancellationToken cancellationToken)
    {
        var begun = context.Clock.GetTimestamp();
        while ((await turn.Proxy.LookAsync(cancellationToken)).View?.Of(turn.Next).Busy > 0 && context.Clock.GetElapsedTime(begun) <= sides.Drain)
            await Task.Delay(Interval, context.Clock, cancellationToken);
    }
}
