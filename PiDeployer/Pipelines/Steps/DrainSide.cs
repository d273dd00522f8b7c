using PiDeployer.Pipelines.Sides;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Waits until nobody is on the old side any more, and ends it, unless it shall stay. The new one serves already: from now on nothing that goes wrong is a reason to go
/// back, unless somebody takes people away from it.
/// </summary>
internal sealed class DrainSide : IStep
{
    /// <summary>A request may be on its way from the proxy's decision to its books.</summary>
    private const int QuietLooks = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public string Name => "drain";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context is not { Turn: { Serving: { } old } turn, Project.BlueGreen: { } sides })
            return new StepResult.NotNeeded();
        try
        {
            var (failure, mayEnd) = await DrainAsync(context, turn, old, sides.Drain, cancellationToken);
            if (failure is not null)
                return failure;
            if (mayEnd)
                await EndAsync(context, turn, old, sides, cancellationToken);
            return new StepResult.Succeeded();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Output.WriteLine($"Stopped while {old.ToName()} was about to end; the next deployment ends it."); // The new side serves and is well, so this is no failure.
            return new StepResult.Succeeded();
        }
    }

    /// <summary>When this is over nobody new comes to the old side; whether those that were there are gone too, the log says.</summary>
    private static async Task<(StepResult.Failed? Failure, bool MayEnd)> DrainAsync(StepContext context, SideTurn turn, Side old, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = context.Clock.GetTimestamp();
        var (quiet, trouble) = (0, "");
        while (true)
        {
            var (view, problem) = await turn.Proxy.LookAsync(cancellationToken);
            if (view is not null && !view.Of(turn.Next).Takes)
                return (new StepResult.Failed($"{turn.Proxy.Name} sends nobody to {turn.Next.ToName()} any more, which is {view.Of(turn.Next).Description} there; did it fail, or has somebody taken it out?"), false);
            var changed = view is null ? problem : view.WhyNot(turn.Next);
            if (changed is not null)
                await TellAgainAsync(context, turn, changed, isNews: changed != trouble, cancellationToken);
            trouble = changed ?? "";

            quiet = changed is null && view?.Of(old).Busy == 0 ? quiet + 1 : 0;
            if (quiet >= QuietLooks)
                return (null, true);
            if (context.Clock.GetElapsedTime(begun) <= limit)
            {
                await Task.Delay(Interval, context.Clock, cancellationToken);
                continue;
            }

            context.Output.WriteLine(changed is not null
                ? $"{turn.Proxy.Name} cannot be relied upon, so {old.ToName()} stays up until the next deployment."
                : $"After {limit.TotalSeconds:0} s {old.ToName()} still has {view?.Of(old).Busy} requests to finish, which are cut off now; blue_green.drain gives them longer.");
            return (null, changed is null);
        }
    }

    /// <summary>It was restarted, as it seems, and remembers only its configuration.</summary>
    private static async Task TellAgainAsync(StepContext context, SideTurn turn, string changed, bool isNews, CancellationToken cancellationToken)
    {
        if (isNews)
            context.Output.WriteLine($"{turn.Proxy.Name} does not do any more what it was told: {changed}. It is told again.");
        if (await turn.Proxy.PrepareAsync(cancellationToken) is null)
            await turn.Proxy.SwitchAsync(turn.Next, cancellationToken);
    }

    private static async Task EndAsync(StepContext context, SideTurn turn, Side old, BlueGreenSettings sides, CancellationToken cancellationToken)
    {
        if (sides.KeepsPrevious)
            context.Output.WriteLine(await turn.Proxy.RetireAsync(old, cancellationToken) ?? $"{old.ToName()} stays up, for a way back.");
        else if (await OnSide.Old(new EndSide()).RunAsync(context, cancellationToken) is StepResult.Failed failed)
            context.Output.WriteLine($"{old.ToName()} could not be ended: {failed.Reason}. The next deployment tries again.");
    }
}
