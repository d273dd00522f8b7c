using Microsoft.AspNetCore.Http;
using PiDeployer.Http;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class PatienceTests
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(7);

    [Theory]
    [InlineData("", 420)]
    [InlineData("?other=5", 420)]
    [InlineData("?wait=0", 0)]
    [InlineData("?wait=20", 20)]
    [InlineData("?wait=007", 7)]
    [InlineData("?wait=86400", 86400)]
    public void A_whole_number_of_seconds_counts_and_else_what_is_usual(string query, int seconds)
    {
        Patience.TryRead(Request(query), Usual, out var patience).ShouldBeTrue();

        patience.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("?wait")]
    [InlineData("?wait=")]
    [InlineData("?wait=x")]
    [InlineData("?wait=-1")]
    [InlineData("?wait=+1")]
    [InlineData("?wait=1.5")]
    [InlineData("?wait=1e3")]
    [InlineData("?wait=%201")]
    [InlineData("?wait=86401")]
    [InlineData("?wait=99999999999999999999")]
    [InlineData("?wait=1&wait=2")]
    [InlineData("?wait=%D9%A1")] // An Arabic one.
    public void What_is_no_time_is_refused(string query) => Patience.TryRead(Request(query), Usual, out _).ShouldBeFalse();

    [Theory]
    [InlineData("docker-compose", false)]
    [InlineData("systemd", false)]
    [InlineData("pull-only", false)]
    [InlineData("script-only", false)]
    [InlineData("compose-update", true)]
    [InlineData("stacks", true)]
    public void Only_modes_without_an_old_contract_are_waited_for_by_themselves(string mode, bool endless) =>
        Patience.Usual(Some.Project() with { Mode = DeployModes.Parse(mode) }).ShouldBe(endless ? Patience.Endless : Patience.None);

    private static HttpRequest Request(string query) => new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }.Request;
}
