using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <param name="Token">The bot's; it is part of every URL, so no URL of Telegram's may be logged.</param>
/// <param name="ChatId">A number, or a channel's <c>@name</c>.</param>
/// <param name="Api">Where the Bot API is: Telegram's own, or a server of one's own.</param>
internal sealed record TelegramSettings(Secret Token, string ChatId, Uri Api)
{
    public const string PublicApi = "https://api.telegram.org";
}
