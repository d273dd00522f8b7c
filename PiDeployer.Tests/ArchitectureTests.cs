using System.Text.RegularExpressions;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests;

/// <summary>Keeps the one direction in which the folders of the program may use each other.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Core = ["Projects", "Processes", "Health", "Values"];

    /// <summary>Who may use whom. A folder that is missing here is new, and has to find its place first.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Program"] = ["Hosting", "Checks", "Installation", "Http", "Cli", "Dashboard", "Webhooks", "Deployments", "Notifications", "Feedback", "Metrics", "Outgoing", "Logs", "Pipelines", .. Core],
        ["Hosting"] = ["Checks", "Installation", "Http", "Cli", "Dashboard", "Webhooks", "Deployments", "Notifications", "Feedback", "Metrics", "Outgoing", "Logs", "Pipelines", .. Core],
        ["Checks"] = ["Pipelines", .. Core],
        ["Http"] = ["Webhooks", "Deployments", "Notifications", "Feedback", "Metrics", "Outgoing", "Logs", "Pipelines", .. Core],
        ["Cli"] = ["Checks", "Webhooks", "Deployments", "Notifications", "Feedback", "Metrics", "Outgoing", "Logs", "Pipelines", .. Core],
        ["Dashboard"] = ["Webhooks", "Deployments", "Notifications", "Feedback", "Metrics", "Outgoing", "Logs", "Pipelines", .. Core],
        ["Notifications"] = ["Deployments", "Outgoing", "Logs", "Pipelines", .. Core],
        ["Feedback"] = ["Deployments", "Outgoing", "Logs", "Pipelines", .. Core],
        ["Metrics"] = ["Deployments", "Logs", "Pipelines", .. Core],
        ["Outgoing"] = ["Processes", "Values"],
        ["Installation"] = Core,
        ["Deployments"] = ["Logs", "Pipelines", .. Core],
        ["Logs"] = ["Processes", "Values"],
        ["Webhooks"] = ["Values"],
        ["Pipelines"] = Core,
        ["Health"] = ["Projects", "Values"],
        ["Projects"] = ["Processes", "Values"],
        ["Processes"] = ["Values"],
        ["Values"] = [],
    };

    [Fact]
    public void Nobody_reaches_back()
    {
        var uses = SourceTree.Product().SelectMany(file => UsesOf(file.Key, file.Value)).ToList();

        uses.Where(use => !MayUse[use.From].Contains(use.To)).Select(use => $"{use.File} may not use {use.To}").Distinct().ShouldBeEmpty();
        uses.Select(use => use.From).Distinct().Count().ShouldBeGreaterThan(8, "The search found next to nothing, so it proves nothing.");
    }

    [Fact]
    public void A_files_folder_is_its_namespace()
    {
        foreach (var (file, text) in SourceTree.Product().Where(source => source.Key != "Program.cs"))
        {
            var expected = $"PiDeployer.{Path.GetDirectoryName(file)?.Replace('/', '.')}";
            Namespace().Matches(text).Select(match => match.Groups["name"].Value).ShouldBe([expected], file);
        }
    }

    [Theory]
    [InlineData("Values/A.cs", "using PiDeployer.Http;", "Http")]
    [InlineData("Values/A.cs", "using static PiDeployer.Projects.DeployModes;", "Projects")]
    [InlineData("Values/A.cs", "using Mode = PiDeployer.Projects.DeployMode;", "Projects")]
    [InlineData("Pipelines/Steps/A.cs", "var x = new global::PiDeployer.Hosting.App();", "Hosting")]
    [InlineData("Processes/A.cs", "output.Write(Projects.DeployModes.All);", "Projects")]
    public void A_use_is_found_in_every_form(string file, string text, string used) => UsesOf(file, text).Select(use => use.To).ShouldBe([used]);

    [Theory]
    [InlineData("using System.Net.Http;")]
    [InlineData("namespace PiDeployer.Values;")]
    [InlineData("// PiDeployer.Http is none of our business")]
    [InlineData("/// <see cref=\"PiDeployer.Http.Answers\"/>")]
    [InlineData("var count = catalog.Projects.Length + this.Deployments.Count;")]
    public void What_is_no_use_is_not_found(string text) => UsesOf("Values/A.cs", text).ShouldBeEmpty();

    private static IEnumerable<(string File, string From, string To)> UsesOf(string file, string text)
    {
        var from = file.Contains('/', StringComparison.Ordinal) ? file.Split('/')[0] : "Program";
        return text.Split('\n')
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("namespace ", StringComparison.Ordinal))
            .SelectMany(line => Use().Matches(line))
            .Select(match => (file, from, match.Groups["to"].Value))
            .Where(use => use.Item3 != from);
    }

    /// <summary>Fully qualified, or relative to the namespace that all folders share: <c>Values.Secret</c>.</summary>
    [GeneratedRegex(@"\bPiDeployer\.(?<to>[A-Z]\w+)|(?<![\w.])(?<to>Hosting|Checks|Installation|Http|Cli|Dashboard|Webhooks|Deployments|Notifications|Feedback|Metrics|Outgoing|Logs|Pipelines|Projects|Processes|Health|Values)\.[A-Z]\w*\.?[A-Z]")]
    private static partial Regex Use();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
