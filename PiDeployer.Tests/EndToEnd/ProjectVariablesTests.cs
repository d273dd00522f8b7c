using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The variables that a project gives its commands: <c>env</c> and <c>env_file</c>.</summary>
[Trait("Category", "EndToEnd")]
[Takes(20)]
public sealed class ProjectVariablesTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly GitRepository git;

    public ProjectVariablesTests() => git = new GitRepository(folder, "shop");

    [Fact(Timeout = 180_000)]
    public async Task A_script_is_given_them_and_what_changes_in_between_counts()
    {
        var secret = folder.Write("db", "from-the-vault-1\n");
        var script = folder.WriteScript("deploy.sh", "echo \"$COLOUR $SHAPE $SIZE ${#DB_PASSWORD}\"; printf %s \"$DB_PASSWORD\" > \"$DEPLOYER_REPO_DIR/../seen\"");
        await using var server = await RunningServer.StartAsync(folder, Yaml($", deploy_script: {script}, env: {{ COLOUR: '${{OURS}}', DB_PASSWORD_FILE: {secret} }}, env_file: app.env"), ("OURS", "blue"));
        git.Push("app.env", "COLOUR=red\nSHAPE=round\n", "its variables come with it");

        var first = await SucceededAsync(server);
        (await File.ReadAllTextAsync(folder.File("seen"))).ShouldBe("from-the-vault-1");
        first.ShouldContain("blue round  16");

        git.Push("app.env", "SIZE=large\n", "others now");
        folder.Write("db", "from-the-vault-22\n");
        (await SucceededAsync(server)).ShouldContain("blue  large 17");
        (await File.ReadAllTextAsync(folder.File("seen"))).ShouldBe("from-the-vault-22");
    }

    [Fact(Timeout = 180_000)]
    public async Task No_secret_among_them_is_shown_anywhere()
    {
        var secret = folder.Write("cert", "the-first-line\nthe-second-line\n");
        git.Push("app.env", "API_TOKEN=t0ken-of-the-app\nDATABASE_URL=postgres://shop:passw0rd@db/shop\nPLAIN=this-is-seen\n", "its variables");
        var script = folder.WriteScript("deploy.sh", "env; echo \"$CERT\"; printf '%s' \"$API_TOKEN\" >&2; echo t0ken-of-\u0074he-app; git log -1 --format=%H; exit 3");
        await using var server = await RunningServer.StartAsync(
            folder, $"defaults: {{ env: {{ OLD: of-the-defaults }} }}\n{Yaml($", deploy_script: {script}, env: {{ CERT_FILE: {secret}, SMTP_PASS: main, SHOP_KEY: k3y-of-the-shop }}, env_file: app.env")}");

        var record = await server.EndedAsync(await server.PushAsync());

        record.Text("state").ShouldBe("failed", "SMTP_PASS is the name of the branch, which git must see nevertheless");
        record.Text("error").ShouldStartWith($"{script} exited with 3");
        var output = await server.OutputAsync(record.Text("id"));
        output.ShouldContain("PLAIN=this-is-seen");
        output.ShouldContain("API_TOKEN=***");
        output.ShouldContain("DATABASE_URL=postgres://shop:***@db/shop");
        output.ShouldContain(git.Head);
        string[] shown = [output, record.ToJsonString(), await server.LogsAsync("shop"), .. server.Log, await server.Http.GetStringAsync("/status"), await server.Http.GetStringAsync("/config")];
        foreach (var hidden in new[] { "the-first-line", "the-second-line", "t0ken-of-the-app", "passw0rd", "k3y-of-the-shop" })
            shown.ShouldAllBe(text => !text.Contains(hidden, StringComparison.Ordinal));

        var config = await server.Http.GetAsync("/config").ShouldAnswerAsync(HttpStatusCode.OK);
        config["defaults"]?["env"]?.ToJsonString().ShouldBe("""{"OLD":"***"}""");
        config["projects"]?[0]?["env"]?.ToJsonString().ShouldBe("""{"CERT_FILE":"***","OLD":"***","SHOP_KEY":"***","SMTP_PASS":"***"}""");
        config["projects"]?[0]?["env_file"]?.ToJsonString().ShouldBe("""["app.env"]""");
    }

    [Fact(Timeout = 180_000)]
    public async Task Another_projects_commands_are_not_given_them()
    {
        var script = folder.WriteScript("deploy.sh", "env > \"$DEPLOYER_REPO_DIR/../seen-by-$DEPLOYER_PROJECT_NAME\"");
        await using var server = await RunningServer.StartAsync(folder, $$"""
            projects:
              - { name: shop, repo: ann/shop, path: {{git.Checkout}}, deploy_script: {{script}}, deploy_mode: script-only, env: { COLOUR: of-the-shop } }
              - { name: blog, repo: ann/blog, path: {{git.Checkout}}, deploy_script: {{script}}, deploy_mode: script-only, env: { DEPLOY_TOKEN: of-the-blog } }
            """);

        await SucceededAsync(server, "ann/shop");
        await SucceededAsync(server, "ann/blog");

        (await File.ReadAllLinesAsync(folder.File("seen-by-shop"))).ShouldContain("COLOUR=of-the-shop");
        var blog = await File.ReadAllLinesAsync(folder.File("seen-by-blog"));
        blog.ShouldNotContain(line => line.Contains("of-the-shop", StringComparison.Ordinal));
        blog.ShouldContain("DEPLOY_TOKEN=of-the-blog", "a name of ours is its own where it says so");
        blog.ShouldNotContain(line => line.Contains(RunningServer.Token, StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_is_not_there_ends_it_before_the_pull_and_says_which()
    {
        var script = folder.WriteScript("deploy.sh", "touch \"$DEPLOYER_REPO_DIR/../touched\"");
        await using var server = await RunningServer.StartAsync(folder, Yaml($", deploy_script: {script}, env: {{ DB_PASSWORD_FILE: ../gone }}"));
        var before = git.Head;
        git.Push("version.txt", "2", "a change");

        var record = await server.EndedAsync(await server.PushAsync());

        record.Text("state").ShouldBe("failed");
        record.Text("error").ShouldBe($"env.DB_PASSWORD_FILE: there is no file {folder.File("gone")}");
        record.Steps().ShouldBe(["environment"]);
        git.Head.ShouldBe(before);
        File.Exists(folder.File("touched")).ShouldBeFalse();

        folder.Write("gone", "here");
        await SucceededAsync(server);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_of_the_checkout_that_the_pull_takes_away_ends_it_after_the_pull_and_the_files_are_put_back()
    {
        git.Push("app.env", "A=1", "its variables");
        git.InCheckout("pull", "-q");
        var before = git.Head;
        var script = folder.WriteScript("deploy.sh", "touch \"$DEPLOYER_REPO_DIR/../touched\"");
        await using var server = await RunningServer.StartAsync(folder, Yaml($", deploy_script: {script}, env_file: app.env, rollback: auto"));
        git.InDeveloper("rm", "-q", "app.env");
        git.Push("version.txt", "2", "without its variables");

        var record = await server.EndedAsync(await server.PushAsync());

        record.Text("state").ShouldBe("failed");
        record.Text("error").ShouldBe($"env_file: there is no file {git.Checkout}/app.env; the files are those of {before[..7]} again, and nothing else was touched");
        git.Head.ShouldBe(before);
        File.Exists(folder.File("touched")).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_rollback_has_those_of_the_commit_that_it_goes_back_to()
    {
        var script = folder.WriteScript("deploy.sh", "echo \"$COLOUR\" >> \"$DEPLOYER_REPO_DIR/../seen\"; [ \"$COLOUR\" != red ]");
        await using var server = await RunningServer.StartAsync(folder, Yaml($", deploy_script: {script}, env_file: app.env, rollback: auto"));
        git.Push("app.env", "COLOUR=blue", "good");
        await SucceededAsync(server);
        git.Push("app.env", "COLOUR=red", "bad");

        var record = await server.EndedAsync(await server.PushAsync());

        record.Text("state").ShouldBe("rolled_back", record.ToJsonString());
        (await File.ReadAllLinesAsync(folder.File("seen"))).ShouldBe(["blue", "red", "blue"]);
    }

    public void Dispose() => folder.Dispose();

    private string Yaml(string more) => $"projects: [{{ name: shop, repo: ann/shop, path: {git.Checkout}, deploy_mode: pull-only{more} }}]";

    /// <summary>Deploys, and answers the output.</summary>
    private static async Task<string> SucceededAsync(RunningServer server, string repository = "ann/shop")
    {
        var record = await server.EndedAsync(await server.PushAsync(repository));
        record.Text("state").ShouldBe("succeeded", record.ToJsonString());
        return await server.OutputAsync(record.Text("id"));
    }
}
