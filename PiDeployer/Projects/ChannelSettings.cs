using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>One way to tell people of deployments, as <c>projects.yml</c> describes it.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Target">Where its messages go.</param>
/// <param name="On">Of what it tells.</param>
internal sealed record ChannelSettings(string Name, ChannelTarget Target, NotifiedEvents On)
{
    /// <summary>The one that the environment configures; the file can only say of what it tells.</summary>
    public const string Telegram = "telegram";
}

/// <summary>Where a channel's messages go.</summary>
internal abstract record ChannelTarget
{
    /// <summary>Nobody could guess one of so many characters.</summary>
    private const int ShortestKey = 12;

    /// <summary>What must never be seen of it.</summary>
    public ImmutableArray<Secret> Secrets => this switch
    {
        // Not the topic, the path or the address alone, where they are no key: they may be words that stand in every log.
        Ntfy(var server, var topic, var token) => Known([$"{server.AbsoluteUri.TrimEnd('/')}/{topic}", token is null && topic.Length >= ShortestKey ? topic : null, token?.Reveal()]),
        Discord(var url) => Known([url.AbsoluteUri, PathOf(url)]),
        Slack(var url) => Known([url.AbsoluteUri, PathOf(url)]),
        Webhook(var url, var secret) => Known([PathOf(url) is null ? null : url.AbsoluteUri, secret.Reveal()]),
        _ => [],
    };

    /// <summary>The bot and the chat of the environment.</summary>
    internal sealed record Telegram : ChannelTarget;

    /// <param name="Server">Without the topic.</param>
    /// <param name="Topic">By the rule of ntfy.</param>
    /// <param name="Token">Null where anybody may publish.</param>
    internal sealed record Ntfy(Uri Server, string Topic, Secret? Token) : ChannelTarget;

    /// <param name="Url">Whoever knows it may write there.</param>
    internal sealed record Discord(Uri Url) : ChannelTarget;

    /// <param name="Url">Whoever knows it may write there.</param>
    internal sealed record Slack(Uri Url) : ChannelTarget;

    /// <param name="To">At least one.</param>
    /// <param name="From">Who seems to have written.</param>
    /// <param name="Sendmail">Absolute; the program that takes it.</param>
    internal sealed record Email(ImmutableArray<MailAddress> To, MailAddress From, string Sendmail) : ChannelTarget;

    /// <param name="Url">What is called.</param>
    /// <param name="Secret">Signs each call.</param>
    internal sealed record Webhook(Uri Url, Secret Secret) : ChannelTarget;

    private static ImmutableArray<Secret> Known(string?[] texts) => [.. texts.Select(text => Secret.TryCreate(text, out var secret) ? secret : null).OfType<Secret>()];

    /// <summary>The part that is the key of such an address; null where there is next to none.</summary>
    private static string? PathOf(Uri url) => url.PathAndQuery.Length >= ShortestKey ? url.PathAndQuery : null;
}

/// <summary>Of what a channel tells; one message may be several of it.</summary>
[Flags]
internal enum NotifiedEvents
{
    None = 0,
    Started = 1,
    Succeeded = 2,

    /// <summary>Whatever did not come to its end: timed out, interrupted and rolled back too.</summary>
    Failed = 4,

    /// <summary>The first success after a failure.</summary>
    Recovered = 8,

    All = Started | Succeeded | Failed | Recovered,
}
