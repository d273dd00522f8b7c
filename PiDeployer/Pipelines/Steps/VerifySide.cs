using PiDeployer.Pipelines.Sides;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Asks for the project as people do, through the proxy, while the old side could still take over again.</summary>
internal sealed class VerifySide : IStep
{
    private const int Tries = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public string Name => "verify";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context is not { Turn: { Proxy.Address: { } address } turn, Project.BlueGreen: { } sides })
            return new StepResult.NotNeeded();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var problem = await SideProbe.AskAsync(address, turn.Proxy.At, sides.PortOf(turn.Next), turn.Proxy.NamesSide, cancellationToken);
                context.Output.WriteLine($"through {turn.Proxy.Name}: {address} {problem ?? "answers"}");
                if (problem is null)
                    return new StepResult.Succeeded();
                if (attempt == Tries)
                    return new StepResult.Failed($"{turn.Proxy.Name} was told to send people to {turn.Next.ToName()}, but {address} {problem}");
                await Task.Delay(Interval, context.Clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
    }
}
