using System.Collections.Immutable;
using System.Globalization;
using PiDeployer.Processes;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// Runs real commands with the product's own runner. A mark in their environment, which everything they fork inherits, tells afterwards what of them still lives.
/// </summary>
internal sealed class CommandRig : IDisposable
{
    private readonly string mark = Guid.NewGuid().ToString("N");

    public CommandRig(params string[] secrets)
    {
        Environment = ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/local/bin:/usr/bin:/bin").Add("COMMAND_RIG", mark);
        Redaction = new Redaction(secrets.Select(Some.Secret));
    }

    public TempDirectory Folder { get; } = new();

    public TextOutput Output { get; } = new();

    /// <summary>All that a command gets.</summary>
    public ImmutableDictionary<string, string> Environment { get; }

    /// <summary>Of the runner's patience.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    private Redaction Redaction { get; }

    public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken) => RunAsync(command, Output, cancellationToken);

    public Task<CommandResult> RunAsync(Command command, IOutput output, CancellationToken cancellationToken) =>
        new CommandRunner(Environment, Redaction, Clock).RunAsync(command, output, cancellationToken);

    /// <summary>Runs a bash script of this text.</summary>
    public Task<CommandResult> ScriptAsync(string body, CancellationToken cancellationToken = default) => ScriptAsync(body, Output, cancellationToken);

    public Task<CommandResult> ScriptAsync(string body, IOutput output, CancellationToken cancellationToken = default) =>
        RunAsync(new Command(Folder.WriteScript("script.sh", body), [], Folder.Path), output, cancellationToken);

    /// <summary>The processes that carry the mark.</summary>
    public IReadOnlyList<int> Alive() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && EnvironmentOf(id).Contains(mark, StringComparison.Ordinal)),
    ];

    /// <summary>One that is just becoming another program has no environment for a moment.</summary>
    public Task AreAliveAsync(Func<int, bool> enough) => Eventually.TrueAsync(() => enough(Alive().Count), "everything that the command starts");

    /// <summary>A process that was killed takes a moment to go.</summary>
    public Task NothingIsAliveAsync() => Eventually.TrueAsync(() => Alive().Count == 0, "the end of everything that the command started");

    public void Dispose()
    {
        foreach (var id in Alive())
            Shell.TryRun("kill", "-KILL", $"{id}");
        Folder.Dispose();
    }

    private static string EnvironmentOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // It has ended meanwhile, or belongs to somebody else.
        }
    }
}
