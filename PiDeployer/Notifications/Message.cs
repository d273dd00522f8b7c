using System.Collections.Immutable;
using System.Globalization;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>What is said of a deployment at one moment, whoever says it. Nothing that strangers wrote in it has more than a line, or a character that garbles one; but nothing is escaped yet.</summary>
internal sealed record Message
{
    public required MessageKind Kind { get; init; }

    /// <summary>Whoever wants to hear of one of these is told.</summary>
    public required NotifiedEvents Events { get; init; }

    /// <summary>Null in a test, which is of none.</summary>
    public required DeploymentId? Deployment { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>An emoji that says at a glance how it is.</summary>
    public required string Mark { get; init; }

    /// <summary>What was deployed: <c>shop</c>, or <c>portal of media</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>What became of it, in a few words; goes on from the subject and a colon.</summary>
    public required string Headline { get; init; }

    /// <summary>Null where there is none, as for a stack.</summary>
    public ProjectName? Project { get; init; }

    /// <summary>Null while it runs, and in a test.</summary>
    public DeploymentState? State { get; init; }

    /// <summary>What is deployed: a branch, a tag, an image; null where that is not said.</summary>
    public Labelled? Target { get; init; }

    public CommitLine? Commit { get; init; }

    /// <summary>What the push brought besides the commit, the newest first; empty where nobody told.</summary>
    public ImmutableArray<CommitLine> Pushed { get; init; } = [];

    /// <summary>How many more the push brought.</summary>
    public int MorePushed { get; init; }

    /// <summary>The line that says so; null when all are shown.</summary>
    public string? More => MorePushed == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"… and {MorePushed} more");

    /// <summary>Where all of them can be looked at.</summary>
    public Uri? Compare { get; init; }

    /// <summary>What else there is to know of it: that it works again, or failed so several times. A sentence.</summary>
    public string? Note { get; init; }

    /// <summary>What went wrong and how to mend it; perhaps several lines.</summary>
    public string? Error { get; init; }

    /// <summary>The last output; perhaps several lines, perhaps none.</summary>
    public string Tail { get; init; } = "";

    public TimeSpan? Duration { get; init; }

    /// <summary>Where the deployment's log is; null when nobody said where people reach this program.</summary>
    public Uri? Log { get; init; }

    /// <summary><c>shop: deployed in 12.3 s</c>.</summary>
    public string Title => $"{Subject}: {Headline}";
}

internal enum MessageKind
{
    Started,

    /// <summary>What was wished for is there now.</summary>
    Succeeded,

    /// <summary>Somebody did not want it any more.</summary>
    Cancelled,

    Failed,

    /// <summary>Nothing happened; somebody wants to see whether messages arrive.</summary>
    Test,
}

/// <param name="Name">What it is: <c>Branch</c>.</param>
/// <param name="Value">Null where nobody knows.</param>
internal sealed record Labelled(string Name, string? Value);

/// <param name="Id">Seven digits.</param>
/// <param name="Whole">All of them.</param>
/// <param name="Author">Empty when nobody said.</param>
/// <param name="Message">Its first line.</param>
/// <param name="Url">Where people can look at it; null when nobody said.</param>
internal sealed record CommitLine(string Id, string Whole, string Author, string Message, Uri? Url)
{
    /// <summary><c> by Ann</c>; nothing when nobody said.</summary>
    /// <param name="escape">What the author's name needs where it is shown.</param>
    public string By(Func<string, string> escape) => Author.Length == 0 ? "" : $" by {escape(Author)}";

    /// <summary><c> (Ann)</c>; nothing when nobody said.</summary>
    /// <inheritdoc cref="By"/>
    public string Aside(Func<string, string> escape) => Author.Length == 0 ? "" : $" ({escape(Author)})";
}
