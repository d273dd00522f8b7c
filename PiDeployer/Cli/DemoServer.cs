using System.Collections.Immutable;
using PiDeployer.Processes;

namespace PiDeployer.Cli;

/// <summary>This very program, serving in a folder: its output is watched for the address, and kept for the case that it fails.</summary>
internal sealed class DemoServer : IOutput, IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly CapturedOutput captured = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly Task<CommandResult> running;

    private DemoServer(CommandRunner commands, string folder)
    {
        // As `dotnet pi-deployer.dll` the process is dotnet's, and the program is what it was given to run.
        var self = Environment.ProcessPath ?? throw new DemoException("the program's own path is unknown");
        ImmutableArray<string> arguments = Path.GetFileName(self) == "dotnet" ? [Environment.GetCommandLineArgs()[0], "serve"] : ["serve"];
        running = commands.RunAsync(new Command(self, arguments, folder), this, stop.Token);
    }

    /// <exception cref="DemoException">It ended, or said nothing of an address in time.</exception>
    public static async Task<(DemoServer Server, Uri Address)> StartAsync(CommandRunner commands, string folder, CancellationToken cancellationToken)
    {
        var server = new DemoServer(commands, folder);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        await Task.WhenAny(server.address.Task, server.running, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, limit.Token));
        if (server.address.Task.IsCompletedSuccessfully)
            return (server, await server.address.Task);
        await server.DisposeAsync();
        cancellationToken.ThrowIfCancellationRequested();
        throw new DemoException($"the server did not start:\n{server.captured.Text}");
    }

    public void Write(ReadOnlySpan<char> piece, bool endOfLine)
    {
        captured.Write(piece, endOfLine);
        const string sign = "listens on ";
        var line = piece.ToString();
        if (line.IndexOf(sign, StringComparison.Ordinal) is var at and >= 0
            && Uri.TryCreate(line[(at + sign.Length)..].Split(' ')[0], UriKind.Absolute, out var found))
        {
            address.TrySetResult(found);
        }
    }

    public void Flush()
    {
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }
}
