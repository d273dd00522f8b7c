using PiDeployer.Projects;

namespace PiDeployer.Tests.Projects;

public sealed class VariablesTests
{
    private static readonly Dictionary<string, string> Environment = new() { ["HOME"] = "/home/pi", ["EMPTY"] = "", ["_x1"] = "1", ["DOLLAR"] = "${HOME}" };

    [Theory]
    [InlineData("no variable", "no variable")]
    [InlineData("${HOME}/shop", "/home/pi/shop")]
    [InlineData("${HOME}${_x1}", "/home/pi1")]
    [InlineData("${MISSING:-/srv}/shop", "/srv/shop")]
    [InlineData("${MISSING:-}", "")]
    [InlineData("${EMPTY:-default}", "default")]
    [InlineData("${EMPTY}", "")]
    [InlineData("${HOME:-/srv}", "/home/pi")]
    [InlineData("${MISSING:-a:-b c}", "a:-b c")]
    [InlineData("costs 5$$", "costs 5$")]
    [InlineData("$${HOME}", "${HOME}")]
    [InlineData("$HOME and $5 stay", "$HOME and $5 stay")]
    [InlineData("${DOLLAR}", "${HOME}")]
    public void A_reference_becomes_its_value(string text, string expanded)
    {
        Variables.Expand(text, Environment, out var problem).ShouldBe(expanded);
        problem.ShouldBeNull();
    }

    [Fact]
    public void A_variable_that_is_not_set_is_a_problem()
    {
        Variables.Expand("${MISSING}/${ALSO}", Environment, out var problem).ShouldBe("${MISSING}/${ALSO}");
        problem.ShouldBe("the environment variable MISSING is not set; set it in .env and restart, or write ${MISSING:-default}");
    }

    [Theory]
    [InlineData("${}")]
    [InlineData("${1A}")]
    [InlineData("${A-B}")]
    [InlineData("${never closed")]
    public void What_only_looks_like_a_reference_is_a_problem(string text)
    {
        Variables.Expand($"a {text}", Environment, out var problem).ShouldBe($"a {text}");
        problem.ShouldBe($"'{text}' is not a variable; write ${{NAME}}, ${{NAME:-default}}, or $$ for a dollar sign");
    }
}
