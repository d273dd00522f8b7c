using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Deployments.Polling;

namespace PiDeployer.Hosting;

/// <summary>What goes on without anybody asking for it, from the start of the program to its end.</summary>
internal sealed class BackgroundWork(ImmutableArray<Rounds> rounds, ImmutableArray<Polls> polls) : IDisposable
{
    public void Start()
    {
        foreach (var round in rounds)
            round.Start();
        foreach (var poll in polls)
            poll.Start();
    }

    public Task StopAsync() => Task.WhenAll([.. rounds.Select(round => round.StopAsync()), .. polls.Select(poll => poll.StopAsync())]);

    public void Dispose()
    {
        foreach (var round in rounds)
            round.Dispose();
        foreach (var poll in polls)
            poll.Dispose();
    }
}
