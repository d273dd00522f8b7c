using PiDeployer.Pipelines.Sides;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>A step that works on one of a project's two sides, as on a project of its own. It is not the one that people are sent to, or is only looked at: whatever goes wrong, nobody notices.</summary>
internal sealed class OnSide : IStep
{
    private readonly IStep step;
    private readonly Func<SideTurn, Side?> which;

    private OnSide(IStep step, Func<SideTurn, Side?> which) => (this.step, this.which) = (step, which);

    public string Name => step.Name;

    public bool FailsWithoutTrace => true;

    /// <summary>On the side that is got ready; not needed where it is.</summary>
    public static OnSide Next(IStep step) => new(step, turn => turn.IsReady ? null : turn.Next);

    /// <summary>On that side in any case.</summary>
    public static OnSide NextAlways(IStep step) => new(step, turn => turn.Next);

    /// <summary>On that side where anything was done there.</summary>
    public static OnSide Begun(IStep step) => new(step, turn => turn.IsBegun ? turn.Next : null);

    /// <summary>On the side that served when the deployment began; not needed where the way back takes no time, so that it does not begin to.</summary>
    public static OnSide Serving(IStep step) => new(step, turn => turn.IsReady ? null : turn.Serving);

    /// <summary>On that side in any case.</summary>
    public static OnSide Old(IStep step) => new(step, turn => turn.Serving);

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Turn is not { } turn || which(turn) is not { } side)
            return new StepResult.NotNeeded();
        var both = context.Project;
        context.Project = both.On(side);
        try
        {
            return await step.RunAsync(context, cancellationToken);
        }
        finally
        {
            context.Project = both;
        }
    }
}
