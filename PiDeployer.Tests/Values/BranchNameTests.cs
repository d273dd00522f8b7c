using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class BranchNameTests
{
    private static readonly string[] Names =
    [
        "main", "feature/login", "release-1.2.3", "a", "ünïcode", "日本語", "a@b", "@a", "a{b}", "v1.0", "dependabot/npm_and_yarn/a-1.2", "a.b/c.d", "fix#12", "a'b", "a\"b", "$HOME", "a;b",
        "a|b", "a&b", "(a)", "a!b", "%2e", "a,b", "a=b", "+1", "a--b", "a.lockfile", "HEADS", "head", "-", "--upload-pack=touch", "-b", "", ".", "..", "a..b", ".a", "a/.b", "a.", "a.lock",
        "a/b.lock/c", "a.lock/b", "/a", "a/", "a//b", "a b", "a~b", "a^b", "a:b", "a?b", "a*b", "a[b", "a\\b", "a\tb", "a\nb", "a\u007fb", "@{-1}", "a@{b", "@{u}", "HEAD", "/", "a/..",
    ];

    [Fact(Timeout = 180_000)]
    public async Task What_is_accepted_is_what_git_accepts()
    {
        using var nowhere = new TempDirectory();
        var accepted = await Task.Run(() => Names.Where(name => Shell.TryRun("git", "-C", nowhere.Path, "check-ref-format", "--branch", name).Code == 0).ToList());

        Names.Where(name => BranchName.TryParse(name, out _)).ShouldBe(accepted);
        accepted.Count.ShouldBeInRange(20, Names.Length - 20);
    }

    [Fact]
    public void A_name_of_unreasonable_length_is_refused()
    {
        BranchName.TryParse(new string('a', 200), out _).ShouldBeTrue();
        BranchName.TryParse(new string('a', 201), out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("@")]
    [InlineData("HEAD")]
    public void What_git_reads_as_the_present_commit_is_no_branch(string name) => BranchName.TryParse(name, out _).ShouldBeFalse();

    [Fact]
    public void There_may_be_none() => BranchName.TryParse(null, out _).ShouldBeFalse();

    [Fact]
    public void Branches_differ_by_case()
    {
        Some.Branch("main").ShouldBe(Some.Branch("main"));
        Some.Branch("main").ShouldNotBe(Some.Branch("Main"));
    }
}
