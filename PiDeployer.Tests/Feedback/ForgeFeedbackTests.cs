using System.Net;
using PiDeployer.Deployments;
using PiDeployer.Feedback;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Feedback;

public sealed class ForgeFeedbackTests : IDisposable
{
    private const string Projects =
        """
        projects:
          - { name: shop, repo: ann/shop, path: /srv/shop, forge: gitea }
          - { name: home, repo: ann/home, path: /srv/home, forge: gitea, stacks: { folder: . } }
        """;

    private readonly HttpClient http = PatientClient.NewHttp();
    private readonly ListLogger<ForgeFeedback> log = new();
    private readonly OutboxCounts counts = new("commit status");
    private readonly TempDirectory folder = new();

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task Each_project_s_forge_is_told_and_no_other()
    {
        await using var gitea = await ForgeApi.StartAsync();
        await using var gitlab = await ForgeApi.StartAsync();
        using var feedback = Start((ForgeKind.Gitea, gitea), (ForgeKind.GitLab, gitlab));

        feedback.Follow(Started(Some.Project("one") with { Forge = ForgeKind.Gitea }));
        feedback.Follow(Started(Some.Project("two") with { Forge = ForgeKind.GitLab }));
        feedback.Follow(Started(Some.Project("three") with { Forge = ForgeKind.None }));
        feedback.Follow(Started(Some.Project("four") with { Forge = ForgeKind.GitHub }));
        feedback.Follow(Started(Some.Project("five") with { Forge = ForgeKind.Gitea, Repository = null }));
        await feedback.StopAsync(Eventually.Patience);

        gitea.Requests.ShouldHaveSingleItem().Line.ShouldContain("/ann/one/");
        gitlab.Requests.ShouldHaveSingleItem().Line.ShouldContain("/ann%2Ftwo/");
        log.Lines.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_stack_that_its_folder_deploys_is_told_to_the_folders_repository()
    {
        await using var gitea = await ForgeApi.StartAsync();
        using var feedback = Start((ForgeKind.Gitea, gitea));
        var stack = Some.Project("media") with { Repository = null, Group = Some.Name("home") };
        var deployment = Some.Deployment(Some.Commit(), "media");

        feedback.Follow(new DeploymentEvent.Started(deployment, stack)); // Somebody asked for it alone, and may have told of any commit.
        feedback.Follow(new DeploymentEvent.Started(deployment with { Parent = Some.Deployment().Id }, stack));
        await feedback.StopAsync(Eventually.Patience);

        var request = gitea.Requests.ShouldHaveSingleItem();
        request.Line.ShouldBe($"POST /api/v1/repos/ann/home/statuses/{SomeReport.Commit}");
        request.Body.ShouldContain("\"context\":\"pi-deployer/media\"");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_removed_is_inactive_at_GitHub()
    {
        await using var github = await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.OK, """[{"id":7}]"""), new ForgeReply(HttpStatusCode.OK, """[{"state":"success"}]"""));
        using var feedback = Start((ForgeKind.GitHub, github));

        feedback.Follow(new DeploymentEvent.Removed(Some.Deployment(project: "one"), Some.Project("one")));
        await feedback.StopAsync(Eventually.Patience);

        github.Requests.Select(request => request.Line).ShouldBe(
        [
            "GET /repos/ann/one/deployments?environment=one&per_page=100",
            "GET /repos/ann/one/deployments/7/statuses?per_page=100",
            "POST /repos/ann/one/deployments/7/statuses",
        ]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_forge_that_hangs_keeps_neither_the_others_nor_the_end_waiting()
    {
        await using var gitea = await ForgeApi.StartAsync([.. Enumerable.Repeat(ForgeReply.Hang, 100)]);
        await using var gitlab = await ForgeApi.StartAsync();
        using var feedback = Start((ForgeKind.Gitea, gitea), (ForgeKind.GitLab, gitlab));

        feedback.Follow(Started(Some.Project("one") with { Forge = ForgeKind.Gitea }));
        feedback.Follow(Started(Some.Project("two") with { Forge = ForgeKind.GitLab }));
        await Eventually.TrueAsync(() => counts.Sent == 1, "what GitLab was told");
        await gitea.ReceivedAsync(1);
        await feedback.StopAsync(TimeSpan.FromSeconds(0.5));

        log.Lines.ShouldHaveSingleItem().ShouldMatch(@"^Warning: The commit status about deployment \S+ of one was not sent: pi-deployer is stopping\.$");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_refusal_is_one_line_with_all_that_is_needed_to_mend_it()
    {
        await using var github = await ForgeApi.StartAsync(ForgeReply.Says(HttpStatusCode.Unauthorized, "Bad credentials"));
        using var feedback = Start((ForgeKind.GitHub, github));

        feedback.Follow(Started(Some.Project("one")));
        await feedback.StopAsync(Eventually.Patience);

        log.Lines.ShouldHaveSingleItem().ShouldMatch(
            @"^Warning: The commit status about deployment \S+ of one was not sent: GitHub answered 401 \(Bad credentials\): the token in GITHUB_TOKEN is wrong or has expired\.$");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_commit_that_the_forge_does_not_know_keeps_the_other_one_from_nothing()
    {
        await using var gitea = await ForgeApi.StartAsync(ForgeReply.Says(HttpStatusCode.NotFound, "no such commit"));
        using var feedback = Start((ForgeKind.Gitea, gitea));
        var pushed = Some.Commit() with { Id = Some.CommitId(new string('a', 40)) };

        feedback.Follow(new DeploymentEvent.Finished(Some.Deployment(pushed), Some.Result(DeploymentState.Succeeded, Some.Commit())) { Project = Some.Project() });
        feedback.Follow(new DeploymentEvent.Finished(Some.Deployment(pushed), Some.Result(DeploymentState.Succeeded, Some.Commit()))); // Its project is gone.
        await feedback.StopAsync(Eventually.Patience);

        gitea.Requests.Select(request => request.Line.Split('/')[^1]).ShouldBe([pushed.Id.Value, SomeReport.Commit]);
        log.Lines.Count.ShouldBe(1);
    }

    private static DeploymentEvent.Started Started(Project project) => new(Some.Deployment(Some.Commit(), project.Name.Value), project);

    private ForgeFeedback Start(params (ForgeKind Kind, ForgeApi Api)[] apis)
    {
        var file = new ProjectsFile(folder.Write("projects.yml", Projects), new Dictionary<string, string>(), []);
        var catalog = new LiveCatalog(file, file.Load() is ProjectsFileResult.Loaded(var loaded) ? loaded : throw new InvalidOperationException());
        var feedback = new ForgeFeedback([.. apis.Select(entry => new ForgeSettings(entry.Kind, Some.Secret(ForgeApi.Token), entry.Api.Address))], Forge, catalog, null, counts, log);
        feedback.Start();
        return feedback;
    }

    private IForge Forge(ForgeSettings settings) => settings.Kind switch
    {
        ForgeKind.GitHub => new GitHub(settings, http, TimeProvider.System),
        ForgeKind.Gitea => new Gitea(settings, http, TimeProvider.System),
        _ => new GitLab(settings, http, TimeProvider.System),
    };
}
