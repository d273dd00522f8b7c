using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Projects that deploy what was pushed, of several branches or tags.</summary>
[Trait("Category", "EndToEnd")]
public sealed class PushedRefTests(PushedRefTests.Fixture fixture) : IClassFixture<PushedRefTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Fact(Timeout = 180_000)]
    public async Task The_branch_that_was_pushed_is_deployed_where_the_pattern_matches_it()
    {
        var git = new GitRepository(fixture.Folder, "branches");
        var second = git.Push("version.txt", "2", "second", branch: "release/2");
        var third = git.Push("version.txt", "3", "third", branch: "release/3");

        await DeployedAsync("branches", "refs/heads/release/2", second);
        git.Read("version.txt").ShouldBe("2");
        await DeployedAsync("branches", "refs/heads/release/3", third);
        git.Read("version.txt").ShouldBe("3");
        await SkippedAsync("branches", "refs/heads/main", "Branch mismatch: got main, expected release/*");
        await SkippedAsync("branches", "refs/tags/release/2", "Tag release/2 is not tracked");

        git.Read("version.txt").ShouldBe("3");
        git.Read("told").ShouldBe($"release/2 {second}\nrelease/3 {third}\n");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_tag_that_was_pushed_is_deployed_where_a_pattern_matches_it()
    {
        var git = new GitRepository(fixture.Folder, "tagged");
        var second = git.Push("version.txt", "2", "second");
        git.PushTag("v1.0", annotated: true);
        git.PushTag("nightly");
        git.Push("version.txt", "3", "third");

        await SkippedAsync("tagged", "refs/heads/main", "Branch mismatch: got main, expected tag v*");
        await SkippedAsync("tagged", "refs/tags/nightly", "Tag nightly is not tracked");
        git.Read("version.txt").ShouldBe("1");
        await DeployedAsync("tagged", "refs/tags/v1.0", second);
        git.Read("version.txt").ShouldBe("2");
        git.Read("told").ShouldBe($"v1.0 {second}\n");
    }

    [Fact(Timeout = 180_000)]
    public async Task By_hand_the_branch_is_deployed_and_without_one_it_fails()
    {
        var git = new GitRepository(fixture.Folder, "both");
        var second = git.Push("version.txt", "2", "second");
        _ = new GitRepository(fixture.Folder, "unsaid");

        foreach (var name in new[] { "both", "unsaid" })
            await server.SendAuthorizedAsync(HttpMethod.Post, $"/deploy/{name}").ShouldAnswerAsync(HttpStatusCode.Accepted);

        (await server.ResultAsync("both")).Text("commit").ShouldBe(second);
        (await server.ResultAsync("unsaid")).Text("error").ShouldBe("nobody said which of the project's branches or tags; the next push of one will say it");
    }

    private async Task DeployedAsync(string name, string reference, string commit)
    {
        await SendAsync(name, reference).ShouldAnswerAsync(HttpStatusCode.Accepted);
        var result = await server.ResultAsync(name);
        (result.Flag("success"), result.Text("commit")).ShouldBe((true, commit));
    }

    private async Task SkippedAsync(string name, string reference, string reason) =>
        (await SendAsync(name, reference).ShouldAnswerAsync(HttpStatusCode.OK)).Text("reason").ShouldBe(reason);

    private Task<HttpResponseMessage> SendAsync(string name, string reference) =>
        server.SendAsync(Webhook.Of(Webhook.PushPayload($"ann/{name}", reference, new string('b', 40), "a change").ToJsonString()));

    public sealed class Fixture() : SharedServer(
        """
        defaults: { deploy_mode: pull-only, deploy_script: '{folder}/tell.sh' }
        projects:
          - { name: branches, repo: ann/branches, path: '{folder}/branches', branch: release/* }
          - { name: tagged, repo: ann/tagged, path: '{folder}/tagged', tags: v* }
          - { name: both, repo: ann/both, path: '{folder}/both', branch: main, tags: v* }
          - { name: unsaid, repo: ann/unsaid, path: '{folder}/unsaid', branch: '*' }
        """)
    {
        protected override void Prepare() => Folder.WriteScript("tell.sh", "echo \"$DEPLOYER_BRANCH $DEPLOYER_COMMIT_SHA\" >> told");
    }
}
