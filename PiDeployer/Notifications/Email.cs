using PiDeployer.Outgoing;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>Hands e-mails to the machine's own <c>sendmail</c>, whichever program that is.</summary>
/// <param name="target">Who writes to whom.</param>
/// <param name="commands">Runs it.</param>
/// <param name="limits">For one e-mail; it may speak to a server far away before it comes back.</param>
/// <param name="clock">For the pauses.</param>
internal sealed class Email(ChannelTarget.Email target, Func<CommandRunner> commands, TryLimits limits, TimeProvider clock) : IChannel
{
    /// <summary>EX_TEMPFAIL of <c>sysexits.h</c>: it asks to try again.</summary>
    private const int TemporaryFailure = 75;

    private const int LongestQuote = 200;

    private readonly Tries tries = new(target.Sendmail, limits, clock);

    public async Task<string?> SendAsync(Message message, CancellationToken cancellationToken)
    {
        // -t: to whom it goes stands in the message; -i: a line with a dot alone is no end; -f: who hears when it cannot be delivered.
        var command = new Command(target.Sendmail, ["-t", "-i", "-f", target.From.Value], "/") { Input = MailText.Of(message, target) };
        return (await tries.RunAsync(token => TryAsync(command, token), cancellationToken)).Problem;
    }

    private async Task<Reply> TryAsync(Command command, CancellationToken cancellationToken)
    {
        var output = new CapturedOutput(LongestQuote);
        var result = await commands().RunAsync(command, output, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return result switch
        {
            CommandResult.Exited(0) => new Reply.Done([]),
            CommandResult.Exited(TemporaryFailure) => new Reply.TryLater(null, Failed(TemporaryFailure, output.Text)),
            CommandResult.Exited(var code) => new Reply.Refused(Failed(code, output.Text), output.Text),
            CommandResult.NotStarted(var reason) => new Reply.Refused($"could not start {reason}", null),
            _ => new Reply.TryLater(null, $"{target.Sendmail} was ended"),
        };
    }

    private string Failed(int code, string said) => $"{target.Sendmail} exited with {code}{(said.Length == 0 ? "" : $": {Wording.Line(said.ReplaceLineEndings(" "), LongestQuote)}")}";
}
