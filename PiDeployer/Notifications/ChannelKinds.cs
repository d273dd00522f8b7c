using PiDeployer.Outgoing;
using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Notifications;

/// <summary>Makes channels of what the file and the environment say of them.</summary>
/// <param name="telegram">Null where the environment has none.</param>
/// <param name="http">One of <see cref="PatientClient.NewHttp"/>.</param>
/// <param name="commands">For <c>sendmail</c>.</param>
/// <param name="limits">How often each message is tried.</param>
/// <param name="clock">For the pauses.</param>
internal sealed class ChannelKinds(TelegramSettings? telegram, HttpClient http, Func<CommandRunner> commands, TryLimits limits, TimeProvider clock)
{
    /// <summary>A <c>sendmail</c> may speak to a server far away before it comes back.</summary>
    private static readonly TimeSpan MailTime = TimeSpan.FromMinutes(1);

    /// <summary>All that there are to tell: those of the file, and Telegram too where only the environment names it.</summary>
    public IEnumerable<ChannelSettings> All(ProjectCatalog catalog) =>
        telegram is null ? catalog.Channels.Where(channel => channel.Target is not ChannelTarget.Telegram)
        : catalog.Channels.Any(channel => channel.Target is ChannelTarget.Telegram) ? catalog.Channels
        : catalog.Channels.Append(new ChannelSettings(ChannelSettings.Telegram, new ChannelTarget.Telegram(), NotifiedEvents.All));

    /// <summary>One of <see cref="All"/>.</summary>
    public IChannel Make(ChannelTarget target) => target switch
    {
        ChannelTarget.Telegram when telegram is not null => new Telegram(telegram, http, limits, clock),
        ChannelTarget.Ntfy ntfy => new Ntfy(ntfy, http, limits, clock),
        ChannelTarget.Discord discord => new Discord(discord, http, limits, clock),
        ChannelTarget.Slack slack => new Slack(slack, http, limits, clock),
        ChannelTarget.Email email => new Email(email, commands, limits with { Try = MailTime }, clock),
        ChannelTarget.Webhook webhook => new SignedWebhook(webhook, http, limits, clock),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };
}
