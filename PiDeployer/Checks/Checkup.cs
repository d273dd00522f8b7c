using System.Globalization;
using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Checks;

/// <summary>Runs many checks at once. None of them takes longer than it may, whatever it waits for, and none keeps another from its findings.</summary>
internal sealed class Checkup(CheckLimits limits, Redaction hidden, TimeProvider clock)
{
    /// <summary>For one whose time is up, to end what it has started.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<GroupReport>> RunAsync(IEnumerable<CheckGroup> groups, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(limits.All, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        using var turns = new SemaphoreSlim(limits.AtOnce);
        var running = new List<RunningGroup>();
        foreach (var group in groups)
            running.Add(new RunningGroup(group.Title, [.. group.Checks.Select(check => RunAsync(check, turns, either.Token))]));

        var reports = new List<GroupReport>();
        foreach (var group in running)
        {
            var findings = new List<Finding>();
            foreach (var check in group.Checks)
                findings.AddRange(await check);
            reports.Add(new GroupReport(group.Title, findings));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return reports;
    }

    private async Task<Finding[]> RunAsync(Check check, SemaphoreSlim turns, CancellationToken over)
    {
        var found = new Findings(check.Name, hidden);
        await turns.WaitAsync(CancellationToken.None); // Those before it end when their time is up.
        try
        {
            using var limit = new CancellationTokenSource(limits.Each, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, over);
            var isInTime = !over.IsCancellationRequested && await LookAsync(check, found, either.Token);
            if (!isInTime && over.IsCancellationRequested)
                found.Warning($"There was no time left to find out {check.Asks}", check.Where, check.Mend);
            else if (!isInTime)
                TookTooLong(check, found);
        }
        finally
        {
            turns.Release();
        }

        return found.Close();
    }

    private void TookTooLong(Check check, Findings found)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"It could not be found out within {limits.Each.TotalSeconds:0.#} s {check.Asks}");
        if (check.IsVital)
            found.Error(what, check.Where, check.Mend);
        else
            found.Warning(what, check.Where, check.Mend);
    }

    /// <summary>On a thread of its own: a file on a disk that does not answer, as over the network, holds up whoever asks for it, token or no token. False when it took too long.</summary>
    private async Task<bool> LookAsync(Check check, Findings found, CancellationToken limited)
    {
        var look = Task.Run(() => check.LookAsync(found, limited), CancellationToken.None);
        try
        {
            await Task.WhenAny(look, Task.Delay(Timeout.InfiniteTimeSpan, clock, limited));
            await look.WaitAsync(Grace, clock, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            found.Warning($"It could not be found out {check.Asks}: {e.Message.TrimEnd('.')}", check.Where, check.Mend);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What strangers answer is looked at too, and a mistake of ours there must not take away what the others find.
            found.Warning($"It could not be found out {check.Asks}, which is a mistake in this program: {e.GetType().Name}: {e.Message.TrimEnd('.')}", null, null);
            return true;
        }
    }

    private sealed record RunningGroup(string Title, Task<Finding[]>[] Checks);
}
