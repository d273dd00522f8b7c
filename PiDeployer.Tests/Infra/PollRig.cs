using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Deployments.Polling;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>A project with a real remote, whose news are asked for when a test says so, before a coordinator whose deployments do nothing until they are ended.</summary>
internal sealed class PollRig : IDisposable
{
    /// <summary>How long it takes at least, a hundred times as fast, until a fourth question follows three that had no answer: 20, 40 and 80 s, a tenth less by chance. Timers may be early by a little.</summary>
    public static readonly TimeSpan FourQuestions = TimeSpan.FromSeconds(1.2);

    private readonly TempDirectory folder = new();
    private readonly CoordinatorRig rig;
    private readonly Pushes pushes;
    private readonly GitPoll poll;

    /// <param name="fields">The project's, as in <c>projects.yml</c>.</param>
    public PollRig(string fields = "branch: main")
    {
        Git = new GitRepository(folder, "shop");
        rig = new CoordinatorRig(Yaml(fields));
        var environments = new BranchEnvironments(rig.Live, rig.Coordinator, rig.History, rig.Clock, new ListLogger<BranchEnvironments>());
        var paths = new PathConditions(_ => null, Commands, new ListLogger<PathConditions>(), CancellationToken.None);
        pushes = new Pushes(rig.Live, rig.Coordinator, environments, paths, rig.Clock, new ListLogger<Pushes>());
        poll = PollWithin(TimeSpan.FromSeconds(30));
    }

    /// <summary>With git, and nothing of the tester's own configuration.</summary>
    public static ImmutableDictionary<string, string> GitEnvironment { get; } = ImmutableDictionary<string, string>.Empty
        .Add("PATH", "/usr/local/bin:/usr/bin:/bin").Add("GIT_CONFIG_GLOBAL", "/dev/null").Add("GIT_CONFIG_NOSYSTEM", "1").Add("GIT_TERMINAL_PROMPT", "0");

    public GitRepository Git { get; }

    public ListLogger<GitPoll> Log { get; } = new();

    public CoordinatorRig Rig => rig;

    public string SeenFolder => folder.File("polls");

    public Project Project => rig.Catalog.Projects.ShouldHaveSingleItem();

    /// <summary>The poll as the program uses it.</summary>
    public IPoll Poll => poll;

    /// <summary>Another that waits so long for an answer of the remote.</summary>
    public GitPoll PollWithin(TimeSpan limit) =>
        new(SeenFolder, new PushNews(rig.Live, rig.Coordinator, rig.History, pushes), new HostGates(), Commands, () => rig.Catalog.Redaction, rig.Clock, Log) { Limit = limit };

    public void Reload(string fields) => rig.Reload(Yaml(fields));

    public Task<PollOutcome> AskAsync() => poll.AskAsync(Project, TestContext.Current.CancellationToken);

    /// <summary>Asks, and wants an answer.</summary>
    public async Task LookAsync() => (await AskAsync()).ShouldBe(new PollOutcome.Answered());

    /// <summary>A push that a webhook told of.</summary>
    public async Task<HeldDeployment> WebhookAsync(string commit) => await HeldAsync(rig.Wish("shop") with { Ref = new GitRef.Branch(Some.Branch("main")), Commit = new Commit(Some.CommitId(commit), "", "", null) });

    public async Task<HeldDeployment> HeldAsync(Deployment wish)
    {
        (await rig.Coordinator.AcceptAsync(wish, queues: true, CancellationToken.None)).ShouldBeOfType<Acceptance.Accepted>();
        return await rig.HeldAsync(wish.Id);
    }

    /// <summary>Ends what runs and was not ended, as if it had done all it was to do.</summary>
    public async Task EndAllAsync(DeploymentState state = DeploymentState.Succeeded)
    {
        foreach (var entry in rig.Coordinator.InFlight())
            await (await rig.HeldAsync(DeploymentId.TryParse(entry.Id, out var id) ? id : throw new InvalidOperationException(entry.Id))).EndAsync(state);
    }

    /// <summary>What was deployed or is being deployed because of polling, the oldest first: project, ref, commit.</summary>
    public IReadOnlyList<string> Found =>
    [
        .. rig.Catalog.All().SelectMany(project => rig.History.Of(project.Name)).Reverse().Concat(rig.Coordinator.InFlight()).Where(entry => entry.Trigger == "poll")
            .Select(entry => $"{entry.Project} {(entry.Removes == true ? "removed" : $"{entry.Ref} {entry.Commit}")}"),
    ];

    public void Dispose()
    {
        rig.Dispose();
        folder.Dispose();
    }

    private static CommandRunner Commands(Redaction redaction) => new(GitEnvironment, redaction, TimeProvider.System);

    private string Yaml(string fields) => $"projects: [{{ name: shop, repo: ann/shop, path: '{Git.Checkout}', {(fields.Contains("deploy_mode", StringComparison.Ordinal) ? "" : "deploy_mode: pull-only, ")}poll: 10s, {fields} }}]\n";
}
