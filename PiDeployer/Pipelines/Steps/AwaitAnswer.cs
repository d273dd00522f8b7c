using PiDeployer.Pipelines.Sides;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Waits until a side that was started answers at its port, and still does when it had time to fall.</summary>
internal sealed class AwaitAnswer : IStep
{
    private const string LogLines = "50";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public string Name => "answers";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context is not { Turn.Next: var side, Project.BlueGreen: { } sides })
            throw new InvalidOperationException("Nobody looked for the sides.");
        try
        {
            return await AwaitAsync(context, sides.PortOf(side), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
    }

    private static async Task<StepResult> AwaitAsync(StepContext context, int port, CancellationToken cancellationToken)
    {
        var begun = context.Clock.GetTimestamp();
        while (await SideProbe.AskAsync(port, cancellationToken) is { } problem)
        {
            if (context.Clock.GetElapsedTime(begun) > context.Limits.Up.Time)
                return await FailAsync(context, $"127.0.0.1:{port} {problem} for {context.Limits.Up.Time.TotalSeconds:0} s ({context.Limits.Up.Variable} allows it more); {Expected(context)}", cancellationToken);
            await Task.Delay(Interval, context.Clock, cancellationToken);
        }

        if (!context.Project.RunsTemplate)
            return new StepResult.Succeeded(); // Its containers were watched for a while.
        await Task.Delay(context.Limits.Steady.Time, context.Clock, cancellationToken);
        return await SideProbe.AskAsync(port, cancellationToken) is { } fallen
            ? await FailAsync(context, $"{context.Project.ServiceName} does not stay up: after {context.Limits.Steady.Time.TotalSeconds:0} s 127.0.0.1:{port} {fallen}", cancellationToken)
            : new StepResult.Succeeded();
    }

    private static string Expected(StepContext context) => context.Project.RunsTemplate
        ? $"does {context.Project.ServiceName} listen there?"
        : "does the compose file publish \"127.0.0.1:${DEPLOYER_PORT}:…\"?";

    /// <summary>With what it has printed last, where we may read it.</summary>
    private static async Task<StepResult> FailAsync(StepContext context, string reason, CancellationToken cancellationToken)
    {
        if (!context.Project.RunsTemplate)
            await context.RunAsync(context.Engine.Compose([.. context.Engine.Logs, "--tail", LogLines]), cancellationToken);
        return new StepResult.Failed(reason);
    }
}
