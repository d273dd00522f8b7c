using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests;

/// <summary>docs/SECURITY.md lists the packages that are used, each with its licence, and no others.</summary>
public sealed partial class DependenciesTests
{
    [Fact]
    public void What_gets_into_the_binary_is_listed_with_its_licence()
    {
        var restored = Restored();
        var target = restored["targets"]?.AsObject().First().Value.ShouldBeOfType<JsonObject>() ?? [];
        var used = target.Where(package => package.Value?["runtime"] is JsonObject { Count: > 0 }).Select(package => package.Key);

        Listed("## What is in the binary", "Besides these").ShouldBe(used.Select(Described), ignoreOrder: true);
    }

    [Fact]
    public void What_builds_and_tests_it_is_listed_with_its_licence()
    {
        var all = XDocument.Parse(SourceTree.Read("Directory.Packages.props")).Descendants("PackageVersion").Select(package => $"{package.Attribute("Include")?.Value}/{package.Attribute("Version")?.Value}");

        Listed("## What is in the binary", "Beside it run").ShouldBe(all.Select(Described), ignoreOrder: true);
    }

    /// <summary>What NuGet has resolved for the build that the tests belong to.</summary>
    private static JsonNode Restored() => JsonNode.Parse(SourceTree.Read("PiDeployer/obj/project.assets.json")) ?? throw new InvalidOperationException();

    /// <summary><c>NAME VERSION LICENCE</c> of each row of the tables between two texts.</summary>
    private static IEnumerable<string> Listed(string from, string to)
    {
        var document = SourceTree.Read("docs/SECURITY.md");
        var start = document.IndexOf(from, StringComparison.Ordinal);
        var part = document[start..document.IndexOf(to, start, StringComparison.Ordinal)];
        return Row().Matches(part).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}");
    }

    /// <param name="package"><c>NAME/VERSION</c>.</param>
    private static string Described(string package)
    {
        var (name, version) = package.Split('/') is [var first, var second] ? (first, second) : throw new FormatException(package);
        var folders = Restored()["packageFolders"]?.AsObject().Select(folder => folder.Key) ?? [];
        var description = folders.Select(folder => Path.Combine(folder, package.ToLowerInvariant(), $"{name.ToLowerInvariant()}.nuspec")).First(File.Exists);
        var licence = XDocument.Load(description).Descendants().First(element => element.Name.LocalName == "license");
        return $"{name} {version} {licence.Value}";
    }

    [GeneratedRegex(@"^\| ([\w.]+) \| ([\d.]+) \| ([\w.-]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
