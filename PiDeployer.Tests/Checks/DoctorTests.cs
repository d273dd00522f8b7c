using PiDeployer.Checks;
using PiDeployer.Cli;
using PiDeployer.Cli.Terminal;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Checks;

/// <summary>All of <c>pi-deployer check</c>: what it prints, and the exit codes.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly CheckRig rig = new();

    [Fact(Timeout = 180_000)]
    public async Task A_healthy_site()
    {
        var (code, output, _) = await rig.RunAsync(new CheckOptions());

        code.ShouldBe(ExitCodes.Success);
        Approve(output, "healthy");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_sick_site()
    {
        Sicken();

        var (code, output, _) = await rig.RunAsync(new CheckOptions());

        code.ShouldBe(ExitCodes.Failure);
        Approve(output, "sick");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_sick_site_for_the_journal()
    {
        Sicken();
        rig.Environment["JOURNAL_STREAM"] = "8:1";

        Approve((await rig.RunAsync(new CheckOptions { IsQuick = true })).Output, "journal");
    }

    [Fact(Timeout = 180_000)]
    public async Task Mistakes_in_the_configuration_are_listed_with_their_places()
    {
        rig.Projects = "projects:\n  - name: shop\n    pth: /x\n  - { name: shop, path: /y }\n";

        var (code, output, _) = await rig.RunAsync(new CheckOptions());

        code.ShouldBe(ExitCodes.Configuration);
        Approve(output, "mistakes");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_env_that_cannot_be_read_as_one_is_told_of_too()
    {
        rig.Set("DEPLOYER_PORT", "many");
        var wrong = await rig.LookAsync();
        wrong.Code.ShouldBe(ExitCodes.Configuration);
        wrong.Only("configuration", Severity.Error, "DEPLOYER_PORT 'many' is not a port").Where.ShouldBe(rig.EnvFile);

        rig.Set("DEPLOYER_PORT", "0");
        rig.Set("DEPLOY_TOKEN", null);
        rig.Set("GITHUB_WEBHOOK_SECRET", null);
        var open = await rig.LookAsync();
        open.Code.ShouldBe(ExitCodes.Configuration);
        open.Only("configuration", Severity.Error, "neither DEPLOY_TOKEN nor any webhook secret is set");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_is_not_there_or_cannot_be_read_is_not_one_to_correct()
    {
        rig.Set("PROJECTS_CONFIG", "other.yml");
        (await rig.LookAsync()).Only("configuration", Severity.Error, "there is no file ").Mend.ShouldBe("`pi-deployer init` writes one");

        Directory.CreateDirectory(Path.Combine(rig.Deployer, "other.yml"));
        (await rig.LookAsync()).Only("configuration", Severity.Error, "cannot be read: ").Mend.ShouldNotBeNull().ShouldStartWith($"see whom it lets read it: ls -l {rig.Deployer}/other.yml ;");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_secret_that_only_the_service_may_read_keeps_nobody_from_looking_at_the_rest()
    {
        rig.Set("DEPLOY_TOKEN", null);
        rig.Set("DEPLOY_TOKEN_FILE", "/run/credentials/none.service/token");

        var answer = await rig.LookAsync(quick: true);

        answer.Code.ShouldBe(ExitCodes.Success);
        answer.Only("reachable", Severity.Warning, "DEPLOY_TOKEN_FILE: Could not find").What.ShouldEndWith("nothing is said of DEPLOY_TOKEN");
        answer.Findings.ShouldNotContain(finding => finding.What.StartsWith("DEPLOY_TOKEN ", StringComparison.Ordinal));
        answer.IsWell("checkout");

        rig.Set("DEPLOY_TOKEN_FILE", "/nowhere/token");
        (await rig.LookAsync(quick: true)).Code.ShouldBe(ExitCodes.Configuration);
    }

    [Fact(Timeout = 180_000)]
    public async Task Only_where_it_is_strict_a_warning_is_a_failure()
    {
        rig.Set("DEPLOY_TOKEN", "a1b2c3d4e5");

        (await rig.RunAsync(new CheckOptions { IsQuick = true })).Code.ShouldBe(ExitCodes.Success);
        (await rig.RunAsync(new CheckOptions { IsQuick = true, IsStrict = true })).Code.ShouldBe(ExitCodes.Failure);
    }

    [Fact(Timeout = 180_000)]
    public async Task Only_the_projects_that_are_named_are_looked_at()
    {
        rig.Projects = $"projects: [{{ name: shop, repo: ann/shop, path: '{rig.Git.Checkout}', deploy_mode: pull-only }}, {{ name: gone, repo: ann/gone, path: /nowhere, deploy_mode: script-only, deploy_script: x.sh }}]";

        (await rig.RunAsync(new CheckOptions { IsQuick = true })).Code.ShouldBe(ExitCodes.Failure);
        var named = await rig.RunAsync(new CheckOptions { IsQuick = true, Projects = ["shop"] });
        (named.Code, named.Output.Contains("gone", StringComparison.Ordinal)).ShouldBe((ExitCodes.Success, false));
        (await rig.RunAsync(new CheckOptions { Projects = ["shp"] })).ShouldBe((ExitCodes.Usage, "", $"pi-deployer: there is no project 'shp'; did you mean 'shop'?\n"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Colours_are_there_only_where_they_are_wanted()
    {
        (await rig.RunAsync(new CheckOptions { IsQuick = true })).Output.ShouldNotContain("\u001b");
        (await rig.RunAsync(new CheckOptions { IsQuick = true }, hasColor: true)).Output.ShouldContain("\u001b[32mok");
    }

    [Fact]
    public void What_others_wrote_steers_no_terminal()
    {
        var reports = new[] { new GroupReport("machine", [new Finding("port", Severity.Error, "a\u001b[2Jb\nc", "d\re", null)]) };

        FindingsPage.Of(reports, new Screen(TextWriter.Null, TextWriter.Null, () => null) { Clock = TimeProvider.System }).ShouldBe("machine\n  error    a [2Jb c\n           where: d e\n\n1 error, 0 warnings, 0 ok\n");
        FindingsJournal.Of(reports).ShouldBe("<3>check: machine: a [2Jb c (d e)\n<6>check: 1 error, 0 warnings, 0 ok\n");
    }

    [Fact(Timeout = 180_000)]
    public async Task No_secret_is_ever_shown()
    {
        Sicken();
        rig.Git.InCheckout("remote", "set-url", "origin", $"http://ann:p|wé^x2222@127.0.0.1:{LoopbackPorts.Next()}/shop.git");
        rig.Set("HEALTH_TOKEN", "hunter3333");
        rig.Project("health_check: { enabled: true, url: 'http://127.0.0.1:1/${HEALTH_TOKEN}/?key=${HEALTH_TOKEN}' }");

        var (_, output, _) = await rig.RunAsync(new CheckOptions { IsJson = true });

        output.ShouldContain("127.0.0.1:1/***/");
        foreach (var secret in new[] { "a1b2c3d", CheckRig.Secret, "x2222", "hunter3333" })
            output.ShouldNotContain(secret);

        rig.Project("health_check: { enabled: true, url: 'ftp://${HEALTH_TOKEN}' }, timeout: '${HEALTH_TOKEN}'");
        (await rig.RunAsync(new CheckOptions())).Output.ShouldNotContain("hunter3333");
    }

    public void Dispose() => rig.Dispose();

    private void Sicken()
    {
        rig.Project("health_check: { enabled: true, url: 'http://127.0.0.1:1/' }, deploy_script: deploy.sh");
        rig.Git.Write("version.txt", "changed");
        rig.Git.InCheckout("remote", "set-url", "origin", "/nowhere/shop.git");
        rig.Set("DEPLOY_TOKEN", "a1b2c3d");
        rig.Set("STATE_DIR", rig.EnvFile);
        File.SetUnixFileMode(rig.EnvFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
    }

    /// <summary>Without what is another each time, or on another machine: the folder, the clock, the disk, git's version and where it is.</summary>
    private void Approve(string output, string name)
    {
        var page = output.Replace(rig.Folder, "/site", StringComparison.Ordinal);
        foreach (var (pattern, replacement) in new[]
        {
            (@"(?m)^.*(The clock says|Nobody sets the clock).*\n( +mend:  sudo timedatectl.*\n)?", ""), (@"git version \S+", "git version 2"), (@"(?m)^  \w+ +(?:The \w[^:\n]*: )?\d+ [MGinodeB ]+of \d+ (?:[MG]iB|inodes) are free for (.*)\n( +where: .*\n)(?: +mend:  see what takes it.*\n)?", "  ok       1 GiB of 2 GiB are free for $1\n$2"),
            (@"(?m)where: \S+/git$", "where: /usr/bin/git"), (@"\d+ warnings?, \d+ ok\n\z", "… warnings, … ok\n"),
        })
        {
            page = System.Text.RegularExpressions.Regex.Replace(page, pattern, replacement);
        }

        page.ShouldMatchApproved(snapshot => snapshot.SubFolder("Pages").WithDiscriminator(name).NoDiff());
    }
}
