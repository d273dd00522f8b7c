using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments;

public sealed class DeploymentFilterTests
{
    private static readonly DeploymentEntry Entry = Some.Deployment(Some.Commit(author: "Ann Author", message: "Mend the till")).ToEntry(Some.Result(DeploymentState.Failed, error: "script.sh exited with 3")
        with
    { Commit = Some.Commit() });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MEND the")]
    [InlineData("ann a")]
    [InlineData("exited with 3")]
    [InlineData("shop")]
    [InlineData("0123456")]
    public void What_people_know_it_by_finds_it(string? text) => new DeploymentFilter(null, Text: text).Matches(Entry).ShouldBeTrue();

    [Theory]
    [InlineData("mend a till")]
    [InlineData("123456")]
    [InlineData("push")]
    public void What_is_not_in_it_does_not(string text) => new DeploymentFilter(null, Text: text).Matches(Entry).ShouldBeFalse();

    [Fact]
    public void The_project_and_the_state_have_to_be_right_too()
    {
        new DeploymentFilter(Some.Name("shop"), DeploymentFilter.StatesOf("succeeded, failed")).Matches(Entry).ShouldBeTrue();
        new DeploymentFilter(Some.Name("shop"), DeploymentFilter.StatesOf("succeeded,timed_out")).Matches(Entry).ShouldBeFalse();
        new DeploymentFilter(Some.Name("blog")).Matches(Entry).ShouldBeFalse();
        new DeploymentFilter(null, DeploymentFilter.StatesOf("")).Matches(Entry).ShouldBeTrue();
    }

    [Fact]
    public void A_state_that_is_none_is_named()
    {
        new DeploymentFilter(null, DeploymentFilter.StatesOf("failed,broken")).UnknownState.ShouldBe("broken");
        new DeploymentFilter(null, DeploymentFilter.StatesOf("failed,timed_out")).UnknownState.ShouldBeNull();
    }
}
