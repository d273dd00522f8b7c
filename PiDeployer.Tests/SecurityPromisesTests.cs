using System.Reflection;
using System.Text.RegularExpressions;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests;

/// <summary>Each promise of docs/SECURITY.md names tests, and they exist.</summary>
public sealed partial class SecurityPromisesTests
{
    private const string Head = "| promise | shown by |";

    private static readonly string[] Tests =
    [
        .. typeof(SecurityPromisesTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes<FactAttribute>().Any()).Select(method => $"{type.Name}.{method.Name}")),
    ];

    [Fact]
    public void Every_promise_is_shown_by_tests_that_there_are()
    {
        var promises = Promises(SourceTree.Read("docs/SECURITY.md")).ToList();

        promises.SelectMany(WhatIsWrong).ShouldBeEmpty();
        promises.Count.ShouldBeGreaterThan(40, "The search found next to nothing, so it proves nothing.");
    }

    [Theory]
    [InlineData("| a promise | |", "has no test")]
    [InlineData("| a promise | somebody's word |", "has no test")]
    [InlineData("| a promise | `SecurityPromisesTests.Nobody_wrote_this` |", "no SecurityPromisesTests.Nobody_wrote_this")]
    [InlineData("| a promise | `SecurityPromisesTests.WhatIsWrong` |", "no SecurityPromisesTests.WhatIsWrong")]
    public void One_that_is_not_is_found(string row, string problem) =>
        Promises($"{Head}\n|---|---|\n{row}\n").SelectMany(WhatIsWrong).ShouldHaveSingleItem().ShouldContain(problem);

    /// <summary>The rows of all tables of promises.</summary>
    private static IEnumerable<string> Promises(string document) => document.Split("\n\n")
        .Select(part => part[Math.Max(0, part.IndexOf(Head, StringComparison.Ordinal))..])
        .Where(part => part.StartsWith(Head, StringComparison.Ordinal))
        .SelectMany(table => table.TrimEnd().Split('\n').Skip(2));

    private static IEnumerable<string> WhatIsWrong(string row)
    {
        var cells = row.Split('|');
        var named = TestName().Matches(cells[^2]).Select(match => match.Groups[1].Value).ToList();
        if (named.Count == 0)
            yield return $"{cells[1].Trim()}: has no test";
        foreach (var test in named.Except(Tests))
            yield return $"{cells[1].Trim()}: there is no {test}";
    }

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex TestName();
}
