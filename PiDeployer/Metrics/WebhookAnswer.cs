using System.Collections.Immutable;

namespace PiDeployer.Metrics;

/// <summary>What somebody is told who sends something to <c>POST /deploy</c>.</summary>
internal enum WebhookAnswer
{
    /// <summary>It will be deployed.</summary>
    Accepted,

    /// <summary>Another branch, another event, nothing that counts.</summary>
    Skipped,

    /// <summary>The same delivery was deployed already.</summary>
    Duplicate,

    Ping,

    /// <summary>It was waited for, and went well.</summary>
    Succeeded,

    /// <summary>It was waited for, and did not.</summary>
    Failed,

    /// <summary>409: something else is under way, or there is no room for one more.</summary>
    Busy,

    /// <summary>No project has this repository or this name.</summary>
    Unknown,

    BadSignature,

    /// <summary>400 and its like: not what a forge sends.</summary>
    Malformed,

    TooLarge,

    TooSlow,

    RateLimited,

    /// <summary>503: no room for the body, or on the disk, or the program is stopping.</summary>
    Unavailable,

    /// <summary>An error of our own.</summary>
    Error,
}

/// <summary>The answers under the names that the metrics have for them.</summary>
internal static class WebhookAnswers
{
    public static ImmutableArray<string> Names { get; } =
    [
        "accepted", "skipped", "duplicate", "ping", "succeeded", "failed", "busy", "unknown", "bad_signature", "malformed", "too_large", "too_slow", "rate_limited", "unavailable", "error",
    ];
}
