using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Reads who is told of deployments: <c>notifications: { phone: { ntfy: https://…, on: [failed] } }</c>. No problem quotes an address: whoever knows it may write there.</summary>
internal static class ChannelsReader
{
    /// <summary>Each has a queue of its own.</summary>
    private const int Most = 20;

    private const int MostRecipients = 20;

    private const string UsualSendmail = "/usr/sbin/sendmail";

    private static readonly string[] Kinds = ["ntfy", "discord", "slack", "email", "webhook"];

    /// <summary>What belongs to one kind alone.</summary>
    private static readonly (string Key, string Kind)[] Belongings = [("token", "ntfy"), ("from", "email"), ("sendmail", "email"), ("secret", "webhook")];

    /// <param name="file">All of the file.</param>
    /// <returns>Those that can be used; what is wrong has been reported.</returns>
    public static ImmutableArray<ChannelSettings> Read(MappingReader file)
    {
        var channels = ImmutableArray.CreateBuilder<ChannelSettings>();
        foreach (var (name, section) in file.Children("notifications"))
        {
            if (!ProjectName.TryParse(name, out _))
                section.Reject(name, "the name of a channel is not usable: 1 to 100 of a-z, A-Z, 0-9, _ and -");
            if (Channel(name, section) is { } channel)
                channels.Add(channel);
        }

        if (channels.Count > Most)
            file.Reject("notifications", $"there are more than {Most} channels");
        return channels.ToImmutable();
    }

    private static ChannelSettings? Channel(string name, MappingReader section)
    {
        var on = section.Lacks("on") ? NotifiedEvents.All : EventName.All(section.Texts<EventName>("on", EventName.TryParse, EventName.Rule));
        var target = name == ChannelSettings.Telegram ? Telegram(section) : Target(name, section);
        section.RejectUnknownKeys();
        return target is null ? null : new ChannelSettings(name, target, on);
    }

    private static ChannelTarget.Telegram Telegram(MappingReader section)
    {
        foreach (var key in section.Keys.Where(key => Kinds.Contains(key)))
            section.Reject(key, "the channel telegram is the one of TELEGRAM_BOT_TOKEN, and takes nothing but `on`; give this one another name");
        return new ChannelTarget.Telegram();
    }

    private static ChannelTarget? Target(string name, MappingReader section)
    {
        string[] said = [.. Kinds.Where(kind => !section.Lacks(kind))];
        if (said is not [var kind])
        {
            section.Reject(said is [_, var second, ..] ? second : name, $"the channel '{name}' needs exactly one of {string.Join(", ", Kinds)}");
            foreach (var (key, _) in Belongings)
                section.Lacks(key); // It is known, whatever else is wrong.
            return null;
        }

        foreach (var (key, owner) in Belongings)
        {
            if (owner != kind && !section.Lacks(key))
                section.Reject(key, $"{key} belongs to {owner}, and this channel is {kind}");
        }

        return kind switch
        {
            "ntfy" => Ntfy(section),
            "discord" => Address(section, "discord") is { } url ? new ChannelTarget.Discord(url) : null,
            "slack" => Address(section, "slack") is { } url ? new ChannelTarget.Slack(url) : null,
            "email" => Email(section),
            _ => Webhook(section),
        };
    }

    private static ChannelTarget.Ntfy? Ntfy(MappingReader section)
    {
        Secret? token = null;
        if (section.Text("token") is { } text && !Secret.TryCreate(text, out token))
            section.Reject("token", "token is blank; leave it out where anybody may publish");
        if (Address(section, "ntfy") is not { } url)
            return null;
        var topic = url.Segments[^1];
        if (url.Segments.Length == 2 && url.Query.Length == 0 && topic.Length <= 64 && topic.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return new ChannelTarget.Ntfy(new Uri(url, "/"), topic, token);
        section.Reject("ntfy", "ntfy is not the address of a server and one topic, such as https://ntfy.sh/my-topic");
        return null;
    }

    private static ChannelTarget.Email? Email(MappingReader section)
    {
        const string Rule = "is not the bare address of a mailbox, such as ann@example.org";
        var to = section.Texts<MailAddress>("email", MailAddress.TryParse, Rule);
        var from = section.Parsed<MailAddress>("from", MailAddress.TryParse, Rule);
        var sendmail = section.Parsed<string>("sendmail", TryParsePath, "is not an absolute path");
        if (section.Lacks("from"))
            section.Reject("email", "email needs a from, the address that the messages come from");
        if (to.Length > MostRecipients)
            section.Reject("email", $"email has more than {MostRecipients} recipients");
        return to.IsEmpty || from is null ? null : new ChannelTarget.Email(to, from, sendmail ?? UsualSendmail);
    }

    private static ChannelTarget.Webhook? Webhook(MappingReader section)
    {
        var url = Address(section, "webhook");
        if (section.Lacks("secret"))
            section.Reject("webhook", "webhook needs a secret, with which each call is signed; `openssl rand -hex 32` makes a good one");
        if (section.Text("secret") is not { } text)
            return null;
        if (Secret.TryCreate(text, out var secret) && (StandardWebhook.TryParseKey(secret, out _) || !text.StartsWith(StandardWebhook.KeyPrefix, StringComparison.Ordinal)))
            return url is null ? null : new ChannelTarget.Webhook(url, secret);
        section.Reject("secret", "secret is blank, or begins with whsec_ and what follows is not base64");
        return null;
    }

    private static Uri? Address(MappingReader section, string kind)
    {
        if (section.Text(kind) is not { } text)
            return null;
        if (HttpAddress.TryParse(text, out var url) && url.UserInfo.Length == 0 && url.Fragment.Length == 0)
            return url;
        section.Reject(kind, $"{kind} {HttpAddress.Rule}, or has a name and a password or a # in it");
        return null;
    }

    private static bool TryParsePath(string text, [NotNullWhen(true)] out string? path)
    {
        path = text.StartsWith('/') && !text.Any(char.IsControl) ? text : null;
        return path is not null;
    }
}
