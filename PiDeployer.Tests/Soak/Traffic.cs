using System.Collections.Concurrent;

namespace PiDeployer.Tests.Soak;

/// <summary>A few callers who do one errand after the other, chosen by chance, for as long as they are let.</summary>
internal sealed class Traffic(IReadOnlyList<Errand> errands, int seed)
{
    private const int Callers = 4;
    private const int LongestPause = 60;

    private readonly ConcurrentDictionary<string, int> done = new();
    private readonly ConcurrentQueue<string> oddities = new();
    private int chosen;

    public int Requests => done.Values.Sum();

    public IReadOnlyDictionary<string, int> Done => done;

    /// <summary>What nobody should have seen.</summary>
    public IReadOnlyCollection<string> Oddities => oddities;

    public Task FlowAsync(CancellationToken ending) => Task.WhenAll(Enumerable.Range(0, Callers).Select(i => CallAsync(new Random(seed + i), ending)));

    private async Task CallAsync(Random random, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            await Task.Delay(random.Next(LongestPause), CancellationToken.None);
            var errand = Choose(random);
            try
            {
                await errand.DoAsync(random);
                done.AddOrUpdate(errand.Name, 1, (_, count) => count + 1);
            }
            catch (Exception e)
            {
                oddities.Enqueue($"{errand.Name}: {e.Message}");
            }
        }
    }

    /// <summary>Each of them first, and then as chance has it.</summary>
    private Errand Choose(Random random)
    {
        if (Interlocked.Increment(ref chosen) is var number && number <= errands.Count)
            return errands[number - 1];
        var left = random.Next(errands.Sum(errand => errand.Weight));
        return errands.First(errand => (left -= errand.Weight) < 0);
    }
}
