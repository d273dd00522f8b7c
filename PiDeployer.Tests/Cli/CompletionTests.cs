using PiDeployer.Cli.CommandLine;

namespace PiDeployer.Tests.Cli;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("", "Commands")]
    [InlineData("dep", "Commands")]
    [InlineData("help ", "Commands")]
    [InlineData("deploy ", "Projects")]
    [InlineData("deploy shop ", "Nothing")]
    [InlineData("deploy --no-wait ", "Projects")]
    [InlineData("deploy --service web ", "Projects")]
    [InlineData("deploy --service ", "Nothing")]
    [InlineData("logs -f ", "ProjectsAndDeployments")]
    [InlineData("logs -n 5 ", "ProjectsAndDeployments")]
    [InlineData("rollback shop --to ", "Deployments")]
    [InlineData("rollback shop --to=", "Deployments")]
    [InlineData("rollback shop --to = ", "Deployments")]
    [InlineData("rollback shop --to =", "Deployments")]
    [InlineData("status --directory ", "Folders")]
    [InlineData("status -C ", "Folders")]
    [InlineData("sign ", "Files")]
    [InlineData("sign --token-", "Nothing")]
    [InlineData("completion ", "Shells")]
    [InlineData("nonsense ", "Nothing")]
    [InlineData("notify-test a b ", "Nothing")]
    public void What_could_come_is_known(string typed, string kind) => Of(typed).Kind.ToString().ShouldBe(kind);

    [Theory]
    [InlineData("history --st", "--state")]
    [InlineData("history --state ", "succeeded failed waiting")]
    [InlineData("history --state=", "succeeded failed waiting")]
    [InlineData("status --color ", "auto always never")]
    [InlineData("completion ", "bash zsh fish")]
    [InlineData("lo", "logs deploy")]
    [InlineData("--", "--version --help --directory")]
    public void Words_of_the_table_are_offered(string typed, string some) => some.Split(' ').ShouldBeSubsetOf(Of(typed).Words.Select(word => word.Split('\t')[0]));

    [Fact]
    public void What_was_said_is_not_offered_again()
    {
        Of("deploy shop --json -").Words.Select(word => word.Split('\t')[0]).ShouldNotContain("--json");
        Of("deploy shop -").Words.Select(word => word.Split('\t')[0]).ShouldContain("--json");
    }

    [Fact]
    public void What_is_for_programs_is_not_offered() => Of("").Words.Select(word => word.Split('\t')[0]).ShouldNotContain("complete");

    [Fact]
    public void A_value_that_hangs_on_its_option_keeps_it() => Of("rollback shop --to=2").Prefix.ShouldBe("--to=");

    [Fact]
    public void What_was_typed_before_counts()
    {
        var soFar = Of("rollback -C /srv shop --to ").SoFar;

        (soFar.Argument, soFar.Text(Options.Directory)).ShouldBe(("shop", "/srv"));
    }

    [Theory]
    [InlineData("status -C ")]
    [InlineData("status --token-file ")]
    [InlineData("status --url= ")]
    public void What_waits_for_its_value_is_not_there_yet(string typed) => Of(typed).SoFar.Options.ShouldBeEmpty();

    private static Completion Of(string typed) => Completion.Of(typed.Split(' '));
}
