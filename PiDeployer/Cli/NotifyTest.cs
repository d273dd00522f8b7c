using System.Collections.Immutable;
using PiDeployer.Notifications;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Cli;

/// <summary><c>pi-deployer notify-test</c>: one message on each channel, and whether it arrived.</summary>
/// <param name="kinds">Makes them.</param>
/// <param name="channels">All that there are.</param>
/// <param name="publicAddress">Where people reach the server; null when nobody said.</param>
/// <param name="clock">For the message's time.</param>
/// <param name="output">A line for each.</param>
/// <param name="errors">For a channel that there is not.</param>
internal sealed class NotifyTest(ChannelKinds kinds, ImmutableArray<ChannelSettings> channels, Uri? publicAddress, TimeProvider clock, TextWriter output, TextWriter errors)
{
    /// <param name="names">Of the channels; none for all of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string[] names, CancellationToken cancellationToken)
    {
        if (channels.IsEmpty)
        {
            await errors.WriteLineAsync("pi-deployer: there is no channel: projects.yml has no notifications, and .env no TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID");
            return ExitCodes.Failure;
        }

        var known = channels.Select(channel => channel.Name).ToList();
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            await errors.WriteLineAsync($"pi-deployer: there is no channel '{Wording.Line(unknown, 100)}'{Suggestion.For(unknown, known)}");
            return ExitCodes.Usage;
        }

        var tried = channels.Where(channel => names.Length == 0 || names.Contains(channel.Name)).Select(channel => TryAsync(channel, cancellationToken)).ToList();
        var exit = ExitCodes.Success;
        foreach (var one in tried) // They are tried all at once.
        {
            if (!await one)
                exit = ExitCodes.Failure;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return exit;
    }

    private async Task<bool> TryAsync(ChannelSettings channel, CancellationToken cancellationToken)
    {
        string? problem;
        try
        {
            problem = await kinds.Make(channel.Target).SendAsync(Messages.Test(channel.Name, clock.GetLocalNow(), publicAddress), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            problem = "it was stopped before there was an answer";
        }

        await output.WriteLineAsync(problem is null ? $"{channel.Name}: sent" : $"{channel.Name}: NOT sent: {problem}");
        return problem is null;
    }
}
