using PiDeployer.Cli.CommandLine;
using Shouldly.Configuration;

namespace PiDeployer.Tests.Cli;

/// <summary>The help itself is in the files beside this one.</summary>
public sealed class VerbsTests
{
    public static TheoryData<string> All { get; } = [.. Verbs.All.Select(verb => verb.Name)];

    [Fact]
    public void A_name_means_one_command() => Verbs.All.Select(verb => verb.Name).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(All))]
    public void A_command_can_be_called_in_every_way_that_its_table_says(string name)
    {
        var verb = Verbs.Find(name).ShouldNotBeNull();

        verb.Options.Select(option => option.Name).ShouldBeUnique();
        verb.Options.Where(option => option.Letter is not null).Select(option => option.Letter).ShouldBeUnique();
        verb.Options.Select(option => option.Name).ShouldNotContain("help");
        verb.Arguments.SkipLast(1).ShouldAllBe(argument => !argument.Repeats && !argument.IsOptional);
        verb.Summary.ShouldNotEndWith(".");
        verb.Endings.Select(ending => ending.Code).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Help_fits_a_terminal_and_says_everything(string name)
    {
        var verb = Verbs.Find(name).ShouldNotBeNull();
        var help = HelpText.Of(verb);

        help.Split('\n').Where(line => !line.StartsWith("  pi-deployer", StringComparison.Ordinal) && !line.StartsWith("  curl", StringComparison.Ordinal)).ShouldAllBe(line => line.Length <= 100);
        foreach (var option in verb.Options)
            help.ShouldContain(option.Spelled);
        foreach (var ending in verb.Endings)
            help.ShouldContain($"  {ending.Code} ");
    }

    [Fact]
    public void What_there_is() => (HelpText.Of(null) + "\n").ShouldMatchApproved(Snapshot);

    [Fact]
    public void What_logs_takes() => (HelpText.Of(Verbs.Find("logs")) + "\n").ShouldMatchApproved(Snapshot);

    [Fact]
    public void What_deploy_takes() => (HelpText.Of(Verbs.Find("deploy")) + "\n").ShouldMatchApproved(Snapshot);

    private static void Snapshot(ShouldMatchConfigurationBuilder configuration) => configuration.NoDiff().SubFolder("Screens");
}
