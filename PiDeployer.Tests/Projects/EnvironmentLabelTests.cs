using System.Text.RegularExpressions;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Projects;

public sealed partial class EnvironmentLabelTests
{
    private const string Letters = "abcXYZ019-_./äß☕🚀日本+#$(){}'\"&;|=,!%@";

    [Theory]
    [InlineData("main", "main")]
    [InlineData("feature/Login", "feature-login")]
    [InlineData("feature/a-b", "feature-a-b")]
    [InlineData("feature/a/b", "feature-a-b")]
    [InlineData("v1.2.x", "v1-2-x")]
    [InlineData("_x_", "x")]
    [InlineData("fix/größe", "fix-gr-e")]
    [InlineData("feature/--upload-pack", "feature-upload-pack")]
    [InlineData("feature/$(id)", "feature-id")]
    [InlineData("feature/ＡＢＣ", "feature")]
    public void A_branch_is_part_of_a_hosts_name(string branch, string label) => EnvironmentLabel.Of(Some.Branch(branch), isDistinct: false).ShouldBe(label);

    [Theory]
    [InlineData("🚀")]
    [InlineData("日本/語")]
    [InlineData("_")]
    public void One_without_a_letter_is_called_branch(string branch) => EnvironmentLabel.Of(Some.Branch(branch), isDistinct: false).ShouldMatch("^branch-[0-9a-f]{6}$");

    [Fact]
    public void Those_that_look_alike_differ_when_they_have_to()
    {
        string[] alike = ["feature/a-b", "feature/a/b", "feature/A-B", "feature/a.b", "feature/a_b", "feature/a🚀b"];

        alike.Select(branch => EnvironmentLabel.Of(Some.Branch(branch), isDistinct: false)).Distinct().ShouldBe(["feature-a-b"]);
        var distinct = alike.Select(branch => EnvironmentLabel.Of(Some.Branch(branch), isDistinct: true)).ToList();
        distinct.ShouldBeUnique();
        distinct.ShouldAllBe(label => label.StartsWith("feature-a-b-", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_ones_are_cut_and_differ_all_the_same()
    {
        string[] labels = [.. Enumerable.Range(1, 2).Select(end => EnvironmentLabel.Of(Some.Branch($"feature/{new string('x', 190)}{end}"), isDistinct: false))];

        labels.ShouldBeUnique();
        labels.ShouldAllBe(label => label.Length == EnvironmentLabel.Longest && label.StartsWith("feature-xxx", StringComparison.Ordinal));
        EnvironmentLabel.Of(Some.Branch(new string('x', EnvironmentLabel.Longest)), isDistinct: false).ShouldBe(new string('x', EnvironmentLabel.Longest));
    }

    [Fact]
    public void Whatever_the_branch_its_label_is_usable_for_hosts_projects_and_compose()
    {
        var random = new Random(20261121);
        var branches = Enumerable.Range(0, 20_000).Select(_ => Name(random)).OfType<BranchName>().ToHashSet();
        branches.Count.ShouldBeGreaterThan(5_000);

        foreach (var branch in branches)
        {
            foreach (var isDistinct in new[] { false, true })
            {
                var label = EnvironmentLabel.Of(branch, isDistinct);
                label.ShouldMatch(Usable().ToString(), branch.Value);
                label.Length.ShouldBeLessThanOrEqualTo(EnvironmentLabel.Longest, branch.Value);
                Uri.CheckHostName($"{label}.example.org").ShouldBe(UriHostNameType.Dns, branch.Value);
                ProjectName.TryParse($"shop-{label}", out _).ShouldBeTrue(branch.Value);
                EnvironmentLabel.Of(branch, isDistinct).ShouldBe(label);
            }
        }

        // Six digits of a hash: among so many, a pair that agrees in them and in all that is before them would be a mistake and not chance.
        branches.Select(branch => EnvironmentLabel.Of(branch, isDistinct: true)).ShouldBeUnique();
    }

    private static BranchName? Name(Random random)
    {
        var runes = Letters.EnumerateRunes().ToArray();
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => runes[random.Next(runes.Length)].ToString()));
        return BranchName.TryParse(text, out var branch) ? branch : null;
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")]
    private static partial Regex Usable();
}
