using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace PiDeployer.Processes;

/// <summary>
/// Runs commands, each in a session and process group of its own (<c>setsid</c>), with this environment and nothing of ours beside it.
/// </summary>
internal sealed class CommandRunner(ImmutableDictionary<string, string> environment, Redaction redaction, TimeProvider clock)
{
    /// <summary>Between SIGTERM and SIGKILL.</summary>
    public static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    /// <summary>How long a command's output may stay open once the command itself has ended.</summary>
    public static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    /// <summary>For reading what was still in the pipe when its last writer ended.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    static CommandRunner() => BrokenPipe.EndsChildren();

    /// <summary>What every command gets.</summary>
    public ImmutableDictionary<string, string> Environment => environment;

    /// <summary>Ends when the command has ended and its output was read, or when <paramref name="cancellationToken"/> asked to stop and the group was ended.</summary>
    public Task<CommandResult> RunAsync(Command command, IOutput output, CancellationToken cancellationToken) =>
        RunAsync(command, output, output, cancellationToken);

    /// <summary>The same, with what the command complains of kept apart from what it answers.</summary>
    public async Task<CommandResult> RunAsync(Command command, IOutput output, IOutput errors, CancellationToken cancellationToken)
    {
        var variables = environment.SetItems(command.Environment);
        if (Executable.WhyNotStartable(command, variables.GetValueOrDefault("PATH", "")) is { } obstacle)
            return new CommandResult.NotStarted($"{obstacle}");
        if (Executable.Find("setsid", variables.GetValueOrDefault("PATH", "")) is not { } setsid)
            return new CommandResult.NotStarted("setsid: not found in PATH; it is in the package util-linux");
        if (cancellationToken.IsCancellationRequested)
            return new CommandResult.Stopped();

        using var process = new Process { StartInfo = StartInfo(setsid, command, variables) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new CommandResult.NotStarted($"{command.Program}: {e.Message}");
        }

        var feeding = FeedAsync(process, command.Input);
        var result = await FinishAsync(process, output, errors, cancellationToken);
        await feeding;
        return result;
    }

    /// <summary>Nobody will answer a question: after its input it reads an end of file, and can say so.</summary>
    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            if (!input.IsEmpty)
                await process.StandardInput.BaseStream.WriteAsync(input, CancellationToken.None);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not want to read all of it, or has ended; its exit code says the rest.
        }
    }

    private static ProcessStartInfo StartInfo(string setsid, Command command, ImmutableDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(setsid, [command.Program, .. command.Arguments])
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return start;
    }

    private async Task<CommandResult> FinishAsync(Process process, IOutput output, IOutput errors, CancellationToken cancellationToken)
    {
        var group = new ProcessGroup(process);
        using var abandon = new CancellationTokenSource();
        var gate = new Lock();
        var pumps = Task.WhenAll(
            OutputPump.RunAsync(process.StandardOutput.BaseStream, new LineSplitter(redaction, output, gate), abandon.Token),
            OutputPump.RunAsync(process.StandardError.BaseStream, new LineSplitter(redaction, errors, gate), abandon.Token));
        var exit = process.WaitForExitAsync(CancellationToken.None);

        var stopped = false;
        try
        {
            await exit.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            stopped = !process.HasExited; // After a standstill, its end and ours may be heard of in any order.
            await EndAsync(group, () => exit.IsCompleted && !group.IsAlive);
        }

        // Where nobody is left, there are only last words to be read.
        if (!await EndsWithinAsync(pumps, DrainLimit) && (group.IsAlive || !await EndsWithinAsync(pumps, LastWords)))
        {
            Note(errors, gate, "[pi-deployer] A process left in the background still held the output, so it was ended. Redirect its output to keep it.");
            await EndAsync(group, () => pumps.IsCompleted || !group.IsAlive);
            await EndsWithinAsync(pumps, LastWords);
            await abandon.CancelAsync(); // Whatever holds the pipe now has left the group on purpose.
        }

        await pumps;
        process.StandardOutput.Close(); // Nobody else does before the next collection.
        process.StandardError.Close();
        return stopped || !process.HasExited ? new CommandResult.Stopped() : new CommandResult.Exited(process.ExitCode);
    }

    /// <summary>SIGTERM, a while to finish, SIGKILL, and a moment for the kernel to clear up.</summary>
    private async Task EndAsync(ProcessGroup group, Func<bool> isOver)
    {
        group.Terminate();
        if (await WithinAsync(StopGrace, isOver))
            return;
        group.Kill();
        await WithinAsync(DrainLimit, isOver);
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit, clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>For what nobody tells us of, such as the end of a group.</summary>
    private async Task<bool> WithinAsync(TimeSpan limit, Func<bool> isOver)
    {
        for (var start = clock.GetTimestamp(); !isOver(); await Task.Delay(PollInterval, clock, CancellationToken.None))
        {
            if (clock.GetElapsedTime(start) > limit)
                return false;
        }

        return true;
    }

    private static void Note(IOutput output, Lock gate, string text)
    {
        lock (gate)
        {
            output.Write(text, endOfLine: true);
            output.Flush();
        }
    }
}
