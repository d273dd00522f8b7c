using System.Text.Json;
using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Tests.Pipelines.Containers;

/// <summary>The samples are what Compose printed, shortened where nobody looks.</summary>
public sealed class ContainerStateTests
{
    private const string Web = """{"Command":"\"/bin/busybox httpd …\"","CreatedAt":"2026-11-21 19:18:45 +0000 UTC","ExitCode":0,"Health":"starting","ID":"e1f08b92d6d5","Image":"shop/web:v2","Labels":"com.docker.compose.container-number=1,com.docker.compose.oneoff=False,com.docker.compose.service=web","Name":"shop-web-1","Networks":"shop_default","Ports":"","Publishers":null,"Service":"web","State":"running","Status":"Up Less than a second (health: starting)"}""";
    private const string Worker = """{"ExitCode":3,"Health":"","ID":"44213730499b","Labels":"com.docker.compose.oneoff=False","Name":"shop-worker-1","Publishers":[],"Service":"worker","State":"exited","Status":"Exited (3) 2 minutes ago"}""";
    private const string OneOff = """{"ExitCode":3,"Health":"","ID":"7cb7a7e449dc","Labels":"com.docker.compose.slug=7cb7a7e449dc,com.docker.compose.oneoff=True,com.docker.compose.service=web","Name":"shop-web-run-7cb7a7e449dc","Service":"web","State":"exited"}""";

    private static readonly ContainerState[] Both = [new("e1f08b92d6d5", "web", "running", "starting", 0), new("44213730499b", "worker", "exited", "", 3)];

    [Fact]
    public void An_object_in_each_line_is_read() => ContainerState.Parse($"{Web}\n{Worker}\n").ShouldBe(Both);

    [Fact]
    public void One_array_of_them_is_read_as_older_ones_wrote_it() => ContainerState.Parse($"\n[{Web},{Worker}]\n").ShouldBe(Both);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("[]")]
    public void Nothing_is_no_container(string text) => ContainerState.Parse(text).ShouldBeEmpty();

    [Fact]
    public void What_somebody_ran_once_by_hand_is_no_service_s() => ContainerState.Parse($"{Web}\n{OneOff}\n{Worker}").ShouldBe(Both);

    [Theory]
    [InlineData("no container found")]
    [InlineData("[")]
    [InlineData("3")]
    [InlineData("[[]]")]
    [InlineData("[null]")]
    [InlineData("""{"ID":"1"}{"ID":"2"}""")]
    [InlineData("""{"ID":"\ud800"}""")]
    public void Anything_else_is_told_of(string text) => Should.Throw<JsonException>(() => ContainerState.Parse(text));

    [Fact]
    public void What_has_other_types_than_it_ought_to_is_as_if_it_were_not_there() =>
        ContainerState.Parse("""{"ID":7,"Service":null,"State":[],"Health":{},"ExitCode":"3","Labels":["com.docker.compose.oneoff=True"]}""").ShouldBe([new("", "", "", "", 0)]);

    [Fact]
    public void Letters_may_be_of_any_size() => ContainerState.Parse("""{"State":"Running","Health":"Healthy"}""").ShouldBe([new("", "", "running", "healthy", 0)]);

    [Theory]
    [InlineData("running", "", 0, true, false, "running")]
    [InlineData("running", "healthy", 0, true, false, "running (healthy)")]
    [InlineData("running", "starting", 0, false, false, "running (starting)")]
    [InlineData("running", "unhealthy", 0, false, true, "running (unhealthy)")]
    [InlineData("exited", "", 0, true, false, "exited with 0")]
    [InlineData("exited", "", 137, false, true, "exited with 137")]
    [InlineData("exited", "unhealthy", 0, true, false, "exited with 0")]
    [InlineData("dead", "", 1, false, true, "dead with 1")]
    [InlineData("dead", "", 0, false, false, "dead with 0")]
    [InlineData("restarting", "", 3, false, false, "restarting")]
    [InlineData("created", "", 0, false, false, "created")]
    [InlineData("paused", "", 0, false, false, "paused")]
    [InlineData("", "", 0, false, false, "")]
    public void What_is_well_and_what_has_failed(string state, string health, int exitCode, bool isWell, bool hasFailed, string description)
    {
        var container = new ContainerState("1", "web", state, health, exitCode);

        (container.IsWell, container.HasFailed, container.Description).ShouldBe((isWell, hasFailed, description));
    }
}
