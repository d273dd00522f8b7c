using PiDeployer.Deployments;
using PiDeployer.Notifications;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>Messages about the deployment 20261121-140507-9f3a61 of the project <c>shop</c>, made as the program makes them.</summary>
internal static class SomeMessage
{
    /// <summary>What strangers write who want to look like us, to call everybody, or to begin something of their own.</summary>
    public const string Evil = "</pre><@everyone> <!channel> *b* [x](https://evil.example.org) `c` ||d|| & \"q\" \u202Egnp.exe\u0007\u200B";

    public static readonly Deployment Deployment = Some.Deployment(Some.Commit()) with
    {
        Id = DeploymentId.TryParse("20261121-140507-9f3a61", out var id) ? id : throw new InvalidOperationException(),
        AcceptedAt = new DateTimeOffset(2026, 11, 21, 15, 5, 7, TimeSpan.FromHours(1)),
        Ref = new GitRef.Branch(Some.Branch("main")),
    };

    /// <summary>Seven commits, of which two are known besides the newest.</summary>
    public static readonly Deployment WithPush = Deployment with
    {
        Pushed = new PushedCommits(
            [Commit('a', "Ann", "Count the coins\n\nAll of them."), Commit('b', "", "Open the drawer"), Some.Commit()], 7, new Uri("https://git.example.org/ann/shop/compare/a...b")),
    };

    private static readonly Messages Messages = new(text => text.Replace("hunter2", Secret.Mask, StringComparison.Ordinal), new Uri("https://deploy.example.org/"));

    public static Message Started() => Messages.OfStart(Deployment, Some.Project());

    public static Message StartedWithPush() => Messages.OfStart(WithPush, Some.Project());

    public static Message Succeeded() => Ended(Result(DeploymentState.Succeeded));

    public static Message Recovered() => Messages.OfEnd(Deployment, Result(DeploymentState.Succeeded), "It works again, after 8 failures over 3 h.", recovered: true);

    public static Message Failed() => Ended(Result(DeploymentState.Failed) with { Error = "deploy.sh exited with 3", Tail = "building\nno space left on device" });

    public static Message Cancelled() => Ended(Result(DeploymentState.Cancelled) with { Error = "somebody cancelled it while it ran" });

    public static Message Test() => Messages.Test("phone", Deployment.AcceptedAt, null);

    /// <summary>All that strangers may write is this.</summary>
    public static Message Of(string text, string url = "https://git.example.org/a")
    {
        var commit = Some.Commit(text, text, url);
        var pushed = new PushedCommits([.. "abcde".Select(digit => commit with { Id = Some.CommitId(new string(digit, 40)) })], 12, new Uri(url));
        return Messages.OfEnd(Deployment with { Commit = commit, Pushed = pushed }, new DeploymentResult(DeploymentState.Failed) { Commit = commit, Error = text, Tail = text }, text[..Math.Min(text.Length, 100)], false);
    }

    private static Message Ended(DeploymentResult result) => Messages.OfEnd(Deployment, result, null, recovered: false);

    private static DeploymentResult Result(DeploymentState state) => new(state) { StartedAt = Deployment.AcceptedAt, Duration = TimeSpan.FromSeconds(12.34), Commit = Some.Commit() };

    private static Commit Commit(char digit, string author, string message) =>
        new(Some.CommitId(new string(digit, 40)), author, message, new Uri($"https://git.example.org/ann/shop/commit/{digit}"));
}
