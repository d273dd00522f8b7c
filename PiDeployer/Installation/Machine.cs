using System.Collections.Immutable;
using PiDeployer.Processes;

namespace PiDeployer.Installation;

/// <summary>This machine, by its own programs: <c>systemctl</c>, <c>useradd</c>, <c>getent</c>.</summary>
internal sealed class Machine(CommandRunner commands)
{
    private const int NotStarted = 127;

    /// <summary>Root's own programs are not always in the PATH that sudo leaves.</summary>
    private const string Programs = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static Machine This { get; } = new(new CommandRunner(
        ImmutableDictionary<string, string>.Empty.Add("PATH", Programs).Add("LC_ALL", "C").Add("SYSTEMD_COLORS", "0"), Redaction.None, TimeProvider.System));

    public async Task<Answer> AskAsync(string program, ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        var said = new CapturedOutput();
        return await commands.RunAsync(new Command(program, arguments, "/"), said, cancellationToken) switch
        {
            CommandResult.Exited(var code) => new Answer(code, said.Text),
            CommandResult.NotStarted(var reason) => new Answer(NotStarted, reason),
            _ => throw new OperationCanceledException(cancellationToken),
        };
    }
}
