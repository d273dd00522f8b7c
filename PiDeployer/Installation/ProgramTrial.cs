using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PiDeployer.Installation;

/// <summary>Puts another program in the place of the one that is installed, and that one back when the other does not get ready.</summary>
internal sealed class ProgramTrial(Machine machine, Place place, string file)
{
    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(10);

    private readonly ProgramFiles files = new(place);
    private readonly Service service = new(machine, TimeProvider.System);

    /// <param name="starts">Whether the service shall serve afterwards; else it is left as it is, stopped perhaps.</param>
    /// <param name="back">What the program from before needs, too, if it comes back.</param>
    /// <param name="cancellationToken">Stops it as long as nothing has changed. From then on it goes on to one end or the other, also when the terminal is gone.</param>
    /// <returns>Why the other program does not serve now; null when it does.</returns>
    /// <exception cref="IOException">The disk is in the way. The next run begins with what is left to repair.</exception>
    public async Task<string?> RunAsync(bool starts, ImmutableArray<Change> back, CancellationToken cancellationToken)
    {
        try
        {
            files.Stage(file);
            if (await WhyRefusedAsync(machine, place.Next, file, cancellationToken) is not { } refusal)
                return await TryAsync(starts, back);
            await DoAsync(back);
            return refusal;
        }
        finally
        {
            files.Unstage();
        }
    }

    private async Task<string?> TryAsync(bool starts, ImmutableArray<Change> back)
    {
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        files.Repair();
        foreach (var step in files.Steps)
            step();
        if (!starts || await service.WhyNotUpAsync("restart", CancellationToken.None) is not { } problem)
        {
            files.Settle();
            return null;
        }

        files.Restore();
        await DoAsync(back);
        var again = await service.WhyNotUpAsync("restart", CancellationToken.None);
        files.Settle();
        return $"{file} does not serve: {problem}\n" + (again is null
            ? "So the program from before is back in its place, and serves."
            : $"The program from before is back in its place, and does not serve either: {again}");
    }

    private async Task DoAsync(ImmutableArray<Change> changes)
    {
        foreach (var change in changes)
            await change.DoAsync(machine, CancellationToken.None); // Why the program from before does not serve then, it says itself.
    }

    /// <summary>Looks whether a file is a pi-deployer that runs on this machine, by asking for its version.</summary>
    /// <param name="machine">To ask.</param>
    /// <param name="program">The file, or a copy of it.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<string?> WhyRefusedAsync(Machine machine, string program, string name, CancellationToken cancellationToken)
    {
        if (ProgramKind.WhyForeign(program) is { } foreign)
            return $"{name} {foreign}; nothing was changed";
        return await VersionAsync(machine, program, cancellationToken) is { IsYes: false } answer
            ? $"{name} is no pi-deployer that runs here: asked for its version it said \"{answer.Text}\"; nothing was changed"
            : null;
    }

    /// <summary>A program's version; or no, and what it said.</summary>
    public static async Task<Answer> VersionAsync(Machine machine, string program, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(VersionLimit);
        try
        {
            var answer = await machine.AskAsync(program, ["--version"], limit.Token);
            return answer.IsYes && answer.Text.Split(' ') is ["pi-deployer", var version] ? answer with { Text = version } : answer with { Code = Math.Max(1, answer.Code) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Answer(1, $"nothing for {VersionLimit.TotalSeconds} s");
        }
    }
}
