using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class SuggestionTests
{
    private static readonly string[] Keys = ["name", "branch", "deploy_mode", "deploy_script", "health_check"];

    [Theory]
    [InlineData("brnch", "branch")]
    [InlineData("Branch", "branch")]
    [InlineData("deploymode", "deploy_mode")]
    [InlineData("deploy_scirpt", "deploy_script")]
    [InlineData("healthcheck", "health_check")]
    [InlineData("nmae", "name")]
    public void A_slip_is_recognised(string typed, string meant) => Suggestion.For(typed, Keys).ShouldBe($"; did you mean '{meant}'?");

    [Theory]
    [InlineData("colour")]
    [InlineData("x")]
    [InlineData("")]
    public void What_resembles_nothing_gets_no_suggestion(string typed) => Suggestion.For(typed, Keys).ShouldBeEmpty();

    [Fact]
    public void What_was_typed_is_not_suggested() => Suggestion.For("name", ["name"]).ShouldBeEmpty();

    [Fact]
    public void Where_nothing_is_known_nothing_is_suggested() => Suggestion.For("name", []).ShouldBeEmpty();
}
