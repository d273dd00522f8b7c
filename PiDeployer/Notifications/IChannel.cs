namespace PiDeployer.Notifications;

/// <summary>One way to reach people.</summary>
internal interface IChannel
{
    /// <summary>Null when it arrived, else why it did not: a sentence without its stop, and without any secret.</summary>
    Task<string?> SendAsync(Message message, CancellationToken cancellationToken);
}
