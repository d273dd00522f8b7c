using System.Globalization;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>Turns what happened to deployments into messages.</summary>
/// <param name="masked">Hides secrets.</param>
/// <param name="publicAddress">Where people reach this program; null when nobody said.</param>
internal sealed class Messages(Func<string, string> masked, Uri? publicAddress)
{
    /// <summary>Of the output that led to a failure; in characters.</summary>
    public const int TailLength = 500;

    private const int LongestLine = 200;
    private const int LongestListed = 100;
    private const int LongestAuthor = 100;
    private const int LongestError = 1000;

    /// <summary>A longer address is no use to anybody, and takes the room of what is.</summary>
    private const int LongestAddress = 500;

    /// <param name="channel">Which one is tried.</param>
    /// <param name="at">Now.</param>
    /// <param name="publicAddress">Stands where a log's address will, so that it is seen whether the channel takes it; null when nobody said.</param>
    public static Message Test(string channel, DateTimeOffset at, Uri? publicAddress) => new()
    {
        Kind = MessageKind.Test,
        Events = NotifiedEvents.All,
        Deployment = null,
        At = at,
        Mark = "🔔",
        Subject = "pi-deployer",
        Headline = "a test",
        Note = $"This is what a message on the channel {channel} looks like. Nothing was deployed.",
        Log = publicAddress,
    };

    public Message OfStart(Deployment deployment, Project? project) => About(deployment, deployment.Commit) with
    {
        Kind = MessageKind.Started,
        Events = NotifiedEvents.Started,
        At = deployment.AcceptedAt,
        Mark = "🚀",
        Headline = $"{(deployment.Trigger == DeploymentTrigger.Rollback ? "rollback" : "deployment")} triggered",
        Target = Target(deployment, project),
    };

    /// <param name="deployment">Which one.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="note">What else there is to know; null for nothing.</param>
    /// <param name="recovered">Whether it is the first success after a failure.</param>
    public Message OfEnd(Deployment deployment, DeploymentResult result, string? note, bool recovered)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{result.Duration.TotalSeconds:0.0} s");
        var (mark, headline) = result.State switch
        {
            DeploymentState.Succeeded => ("✅", $"deployed in {seconds}"),
            DeploymentState.Failed => ("❌", $"deployment failed after {seconds}"),
            DeploymentState.TimedOut => ("⏰", $"deployment timed out after {seconds}"),
            DeploymentState.Cancelled => ("✋", $"deployment cancelled after {seconds}"),
            DeploymentState.Interrupted => ("⚠️", $"deployment interrupted after {seconds}"),
            DeploymentState.RolledBack when result.Succeeded => ("↩️", $"rolled back in {seconds}"),
            DeploymentState.RolledBack => ("↩️", $"deployment failed, rolled back after {seconds}"),
            DeploymentState.RollbackFailed => ("🔥", $"ROLLBACK FAILED after {seconds}, it needs you"),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result.State, null),
        };
        var (kind, events) = result switch
        {
            { Succeeded: true } => (MessageKind.Succeeded, recovered ? NotifiedEvents.Succeeded | NotifiedEvents.Recovered : NotifiedEvents.Succeeded),
            { State: DeploymentState.Cancelled } => (MessageKind.Cancelled, NotifiedEvents.Started), // Whoever heard that it began is told that nothing comes of it.
            _ => (MessageKind.Failed, NotifiedEvents.Failed),
        };
        var message = About(deployment, result.Commit) with
        {
            Kind = kind,
            Events = events,
            At = (result.StartedAt ?? deployment.AcceptedAt) + result.Duration,
            Mark = mark,
            Headline = headline,
            State = result.State,
            Duration = result.Duration,
            Note = note,
        };
        return result.Succeeded ? message : message with
        {
            Error = result.Error is { } error ? Wording.First(Wording.Lines(masked(error)), LongestError) : null,
            Tail = Wording.Last(Wording.Lines(masked(result.Tail)), TailLength),
        };
    }

    private Message About(Deployment deployment, Commit? commit)
    {
        var pushed = deployment.Pushed is { Count: > 1 } several ? several : null;
        var newest = pushed?.Newest ?? [];
        return new Message
        {
            Kind = MessageKind.Started,
            Events = NotifiedEvents.None,
            Deployment = deployment.Id,
            At = deployment.AcceptedAt,
            Mark = "",
            Subject = deployment.Subject,
            Headline = "",
            Project = deployment.Project,
            Commit = commit is null ? null : Line(commit, LongestLine),
            Pushed = [.. newest.Reverse().Where(one => one.Id != commit?.Id).Select(one => Line(one, LongestListed))],
            MorePushed = pushed is null ? 0 : Math.Max(0, pushed.Count - newest.Length),
            Compare = Usable(pushed?.Compare),
            Log = publicAddress is null ? null : new Uri($"{publicAddress.AbsoluteUri.TrimEnd('/')}/#/deployments/{deployment.Id}"),
        };
    }

    /// <summary>Where nothing is pulled, there is no branch to tell of.</summary>
    private Labelled? Target(Deployment deployment, Project? project) =>
        deployment.Update is { } update ? update.Image is { } image ? new Labelled("Image", Wording.First(masked(image.Value), LongestLine)) : null
        : project?.Repository is null ? null
        : project.Target(deployment.Ref) switch
        {
            GitRef.Branch(var branch) => new Labelled("Branch", Wording.Line(masked(branch.Value), LongestLine)),
            GitRef.Tag(var tag) => new Labelled("Tag", Wording.Line(masked(tag), LongestLine)),
            _ => new Labelled("Branch", null),
        };

    private CommitLine Line(Commit commit, int length) => new(
        commit.Id.Short, commit.Id.Value, Wording.Line(masked(commit.Author), LongestAuthor), Wording.Line(masked(commit.Message), length), Usable(commit.Url));

    private Uri? Usable(Uri? address) => address is { Scheme: "http" or "https" } && address.AbsoluteUri.Length <= LongestAddress && masked(address.AbsoluteUri) == address.AbsoluteUri ? address : null;
}
