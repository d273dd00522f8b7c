using PiDeployer.Checks;
using PiDeployer.Checks.Deployable;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Checks;

public sealed class CheckoutStateTests : IDisposable
{
    private readonly CheckRig rig = new();

    private GitRepository Git => rig.Git;

    [Fact(Timeout = 180_000)]
    public async Task A_checkout_on_its_branch_is_well_and_nothing_in_it_is_touched()
    {
        Git.Write("version.txt", "1"); // As it was, and newer than git's index says, which a curious git would mend.
        var before = Contents();

        (await rig.LookAsync()).IsWell("checkout");

        Contents().ShouldBe(before);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folder_that_is_not_there_is_to_be_cloned()
    {
        Directory.Delete(Git.Checkout, recursive: true);

        var finding = (await rig.LookAsync()).Only("checkout", Severity.Error, "There is no such folder");

        finding.Where.ShouldBe(Git.Checkout);
        finding.Mend.ShouldBe($"git clone git@github.com:ann/shop.git {Git.Checkout}");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folder_without_git_is_no_checkout()
    {
        Directory.Delete(Path.Combine(Git.Checkout, ".git"), recursive: true);

        var answer = await rig.LookAsync();

        answer.Only("checkout", Severity.Error, "The folder is no git checkout");
        answer.Findings.ShouldNotContain(told => told.Check == "remote", $"{answer}");
    }

    [Fact(Timeout = 180_000)]
    public async Task Another_owner_makes_git_refuse()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Only root can give files away.");
        Shell.Run("chown", "-R", "nobody", Git.Checkout);
        var answer = await rig.LookAsync();
        answer.Findings.ShouldNotContain(told => told.Check == "remote", $"{answer}");
        var finding = answer.Only("checkout", Severity.Error, "belongs to another user than root");
        finding.Mend.ShouldNotBeNull().ShouldContain($"git config --global --add safe.directory {Git.Checkout}");

        rig.Environment["GIT_CONFIG_GLOBAL"] = rig.Write("gitconfig", $"[safe]\n\tdirectory = {Git.Checkout}\n");
        (await rig.LookAsync()).IsWell("checkout");
    }

    [Fact(Timeout = 180_000)]
    public async Task Another_branch_is_not_the_one_that_is_deployed()
    {
        Git.InCheckout("checkout", "-q", "-b", "other");
        (await rig.LookAsync()).Only("checkout", Severity.Error, "The branch other is checked out, but the project names main").Mend.ShouldBe($"git -C {Git.Checkout} checkout main");

        Git.InCheckout("checkout", "-q", "--detach");
        (await rig.LookAsync()).Only("checkout", Severity.Error, "No branch is checked out");

        rig.Project("branch: nope");
        (await rig.LookAsync(quick: true)).Only("checkout", Severity.Error, "the project names nope").Mend.ShouldNotBeNull().ShouldStartWith("the checkout knows no nope: correct `branch:`");

        rig.Project("branch: '*'");
        (await rig.LookAsync()).IsWell("checkout");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_that_follows_another_one_is_told_of()
    {
        Git.Push("a.txt", "1", "second", branch: "other");
        Git.InCheckout("fetch", "-q");
        Git.InCheckout("branch", "-q", "--set-upstream-to", "origin/other");

        (await rig.LookAsync()).Only("checkout", Severity.Error, "The checkout's branch main follows origin/other").Mend.ShouldBe($"git -C {Git.Checkout} branch --set-upstream-to origin/main");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_pull_would_not_overwrite_is_told_of()
    {
        Git.Write("new.txt", "git does not know it");
        (await rig.LookAsync()).IsWell("checkout");

        Git.Write("version.txt", "changed by hand");
        (await rig.LookAsync()).Only("checkout", Severity.Warning, "Somebody changed files in the checkout: 1;");

        Git.InCheckout("commit", "-q", "-am", "by hand");
        (await rig.LookAsync()).Only("checkout", Severity.Error, "The checkout has commits that origin/main does not have, so the next push cannot be pulled: 1");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_git_that_was_ended_in_the_middle_has_left_its_lock()
    {
        Git.Write(".git/index.lock", "");

        (await rig.LookAsync()).Only("checkout", Severity.Warning, "Another git is at work").Where.ShouldBe(Path.Combine(Git.Checkout, ".git/index.lock"));
    }

    [Theory]
    [InlineData("MERGE_HEAD", "A merge", "merge --abort")]
    [InlineData("CHERRY_PICK_HEAD", "A cherry-pick", "cherry-pick --abort")]
    [InlineData("REVERT_HEAD", "A revert", "revert --abort")]
    [InlineData("rebase-merge/done", "A rebase", "rebase --abort")]
    [InlineData("rebase-apply/rebasing", "A rebase", "rebase --abort")]
    [InlineData("rebase-apply/applying", "Applying patches", "am --abort")]
    public void Work_that_was_begun_and_not_ended_is_known_by_its_trace(string trace, string name, string abort)
    {
        using var folder = new TempDirectory();
        folder.Write(trace, "");

        var work = UnfinishedWork.In(folder.Path).ShouldNotBeNull();

        (work.Name, work.Abort).ShouldBe((name, abort));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_merge_that_is_unfinished_keeps_the_next_push_from_being_pulled_wherever_git_has_its_folder()
    {
        Git.InCheckout("checkout", "-q", "-b", "other");
        Git.Write("other.txt", "1");
        Git.InCheckout("add", "other.txt");
        Git.InCheckout("commit", "-q", "-m", "other");
        Git.InCheckout("checkout", "-q", "main");
        Shell.Run("mv", Path.Combine(Git.Checkout, ".git"), Path.Combine(rig.Folder, "elsewhere"));
        Git.Write(".git", $"gitdir: {rig.Folder}/elsewhere\n");
        Git.InCheckout("merge", "-q", "--no-ff", "--no-commit", "other");

        var finding = (await rig.LookAsync(quick: true)).Only("checkout", Severity.Error, "A merge in the checkout is unfinished, so the next push cannot be pulled");

        finding.Where.ShouldBe(Path.Combine(rig.Folder, "elsewhere", "MERGE_HEAD"));
        finding.Mend.ShouldBe($"finish it, or take it back: git -C {Git.Checkout} merge --abort");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_program_that_the_checkout_s_own_settings_name_is_not_started()
    {
        Git.InCheckout("config", "core.fsmonitor", rig.WriteScript("watcher", $"touch {rig.Folder}/started"));

        (await rig.LookAsync()).IsWell("checkout");

        File.Exists(Path.Combine(rig.Folder, "started")).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_git_complains_of_besides_is_told_in_its_words()
    {
        Git.Write(".git/config", "[broken");

        var answer = await rig.LookAsync();

        answer.Only("checkout", Severity.Error, "git cannot work in the checkout: fatal: bad config line ").Mend.ShouldBe($"git -C {Git.Checkout} status");
        answer.Findings.ShouldNotContain(finding => finding.Check == "remote", $"{answer}");
    }

    [Fact(Timeout = 180_000)]
    public async Task Root_does_not_ask_in_the_place_of_the_service_s_user()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Only root can give files away.");
        Shell.Run("chown", "-R", "nobody", Git.Checkout);
        Shell.Run("chown", "nobody", rig.EnvFile);
        rig.Program("systemctl", "echo LoadState=loaded; echo User=nobody; echo UnitFileState=enabled");

        var answer = await rig.LookAsync();

        answer.Only("identity", Severity.Warning, "the service runs as nobody: checkouts, their remotes and sudo's rules are that user's").Mend.ShouldNotBeNull().ShouldContain("sudo -u nobody");
        answer.Findings.ShouldNotContain(finding => finding.Severity == Severity.Error || finding.Check == "checkout" || finding.Check == "remote", $"{answer}");
        answer.IsWell("files");

        Shell.Run("chown", "root", rig.EnvFile);
        (await rig.LookAsync()).Only("files", Severity.Warning, "belongs to root and not to nobody").Mend.ShouldBe($"sudo chown nobody {rig.EnvFile} && sudo chmod 600 {rig.EnvFile}");
    }

    [Theory]
    [InlineData("# branch.oid abc\n# branch.head main\n# branch.upstream origin/main\n# branch.ab +2 -1\n1 .M N... 100644 100644 100644 a b file.txt\n", "main origin/main 2 1")]
    [InlineData("# branch.oid abc\n# branch.head (detached)\n", "  0 0")]
    [InlineData("", "  0 0")]
    public void What_git_says_of_itself_is_read(string text, string expected)
    {
        var status = GitStatus.Parse(text);

        $"{status.Branch} {status.Upstream} {status.Ahead} {status.Changed}".ShouldBe(expected);
    }

    public void Dispose() => rig.Dispose();

    private string[] Contents() =>
    [
        .. Directory.GetFiles(Git.Checkout, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))} {File.GetLastWriteTimeUtc(file):O}"),
    ];
}
