using PiDeployer.Pipelines.Sides;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Finds out which side serves, before anything is touched. The proxy knows; but one that was reloaded may have forgotten, so only a side counts where somebody answers, and
/// of two such the one that we had made to serve.
/// </summary>
/// <param name="wanted">Of a rollback, the deployment whose state is wanted back; null when that is none of those we know.</param>
internal sealed class FindSides(DeploymentId? wanted) : IStep
{
    public static FindSides ForNew { get; } = new(null);

    public string Name => "find sides";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
    }

    private async Task<StepResult> FindAsync(StepContext context, CancellationToken cancellationToken)
    {
        var proxy = Proxies.Of(context);
        if (await proxy.PrepareAsync(cancellationToken) is { } obstacle)
            return new StepResult.Failed(obstacle);
        var (view, problem) = await proxy.LookAsync(cancellationToken);
        if (view is null)
            return new StepResult.Failed(problem ?? $"{proxy.Name} does not say where it sends people");

        var file = SidesFile.Of(context.StateDirectory, context.Project.Name);
        var serving = new List<Side>();
        foreach (var side in new[] { Side.Blue, Side.Green })
        {
            if (view.Of(side).Takes && await AnswersAsync(context, side, cancellationToken))
                serving.Add(side);
        }

        Side? now = serving is [var only] ? only : file.Serving is { } known && serving.Contains(known) ? known : null;
        if (now is null && serving.Count == 2)
            return new StepResult.Failed($"{proxy.Name} sends people to both sides, both answer, and which one is the right one is not known; end the other one, or take it out of {proxy.Name}");

        Side? onlyOne = view.Blue.Takes == view.Green.Takes ? null : view.Blue.Takes ? Side.Blue : Side.Green; // It may be down for a moment only.
        var next = (now ?? onlyOne ?? file.Serving ?? Side.Green).Other();
        var turn = new SideTurn(proxy, file, now, next) { Wanted = wanted };
        context.Turn = turn with { IsReady = wanted is not null && now is not null && file.On(next) == wanted && await AnswersAsync(context, next, cancellationToken) };
        context.Output.WriteLine(Described(context.Turn));
        return new StepResult.Succeeded();
    }

    private static string Described(SideTurn turn) => turn switch
    {
        { IsReady: true } => $"{turn.Serving?.ToName()} serves, and {turn.Next.ToName()} still runs what is wanted.",
        { Serving: { } serving } => $"{serving.ToName()} serves, so {turn.Next.ToName()} is got ready.",
        _ => $"Neither side serves, so {turn.Next.ToName()} is got ready.",
    };

    private static async Task<bool> AnswersAsync(StepContext context, Side side, CancellationToken cancellationToken) =>
        context.Project.BlueGreen is { } sides && await SideProbe.IsThereAsync(sides.PortOf(side), cancellationToken);
}
