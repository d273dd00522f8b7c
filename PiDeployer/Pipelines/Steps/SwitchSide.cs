using PiDeployer.Pipelines.Sides;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Has the proxy send people to another side, and sees whether it does.</summary>
internal sealed class SwitchSide : IStep
{
    private readonly bool isWayBack;

    private SwitchSide(bool isWayBack) => this.isWayBack = isWayBack;

    /// <summary>To the side that was got ready.</summary>
    public static SwitchSide ToNext { get; } = new(isWayBack: false);

    /// <summary>To the side that served when the deployment began; not needed where it still does, or none did.</summary>
    public static SwitchSide Back { get; } = new(isWayBack: true);

    public string Name => isWayBack ? "switch back" : "switch";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Turn is not { } turn || (isWayBack ? turn.Serving : turn.Next) is not { } side)
            return new StepResult.NotNeeded();
        try
        {
            return await SwitchAsync(context, turn, side, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
    }

    private async Task<StepResult> SwitchAsync(StepContext context, SideTurn turn, Side side, CancellationToken cancellationToken)
    {
        if (isWayBack && (await turn.Proxy.LookAsync(cancellationToken)).View is { } before && before.WhyNot(side) is null)
            return new StepResult.NotNeeded();
        if (isWayBack && context.Project.BlueGreen is { } sides && !await SideProbe.IsThereAsync(sides.PortOf(side), cancellationToken))
            return new StepResult.Failed($"{side.ToName()} does not answer any more, so people stay where they are");
        if (await turn.Proxy.SwitchAsync(side, cancellationToken) is { } obstacle)
            return new StepResult.Failed(obstacle);
        var (view, problem) = await turn.Proxy.LookAsync(cancellationToken);
        if (view is null)
            return new StepResult.Failed(problem ?? "nobody answered");
        if (view.WhyNot(side) is { } difference)
            return new StepResult.Failed($"{turn.Proxy.Name} was told to send people to {side.ToName()}, but {difference}; does somebody else change it too?");

        try
        {
            turn.File.Serve(side, isWayBack || turn.IsReady ? null : turn.Wanted ?? context.Id);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            context.Output.WriteLine($"That {side.ToName()} serves could not be written down, so a rollback will have to start what it wants: {e.Message}");
        }

        context.Output.WriteLine($"{turn.Proxy.Name} sends people to {side.ToName()}.");
        return new StepResult.Succeeded();
    }
}
