using System.Text;
using Microsoft.AspNetCore.Http;
using PiDeployer.Cli;
using PiDeployer.Cli.Client;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;
using Record = PiDeployer.Cli.Client.Record;

namespace PiDeployer.Tests.Cli;

/// <summary>The commands before a server that behaves as one seldom does.</summary>
public sealed class AskingTests : IDisposable
{
    private readonly AskingRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task Where_a_page_of_the_history_has_too_few_the_next_is_read()
    {
        await using var server = await AskingRig.StartAsync(http => http.Response.WriteAsync($"{http.Request.QueryString}" switch
        {
            "?limit=2&state=failed" => """{"deployments":[{"id":"first"}],"next":7}""",
            "?limit=1&state=failed&before=7" => """{"deployments":[],"next":5}""",
            "?limit=1&state=failed&before=5" => """{"deployments":[{"id":"second"}],"next":3}""",
            var other => throw new InvalidOperationException(other),
        }));

        (await rig.RunAsync(server.Address, "history --state failed --limit 2 --json")).ShouldBe(ExitCodes.Success);

        rig.Output.ToString().ShouldBe("""{"deployments":[{"id":"first"},{"id":"second"}],"next":3}""" + "\n");
        rig.Errors.ToString().ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_history_without_an_end_is_not_read_for_ever()
    {
        await using var server = await AskingRig.StartAsync(http => http.Response.WriteAsync("""{"deployments":[],"next":7}"""));

        (await rig.RunAsync(server.Address, "history --state failed")).ShouldBe(ExitCodes.Success);

        rig.Output.ToString().ShouldBe("There are none.\n");
        rig.Errors.ToString().ShouldBe("Those before were not looked at.\n");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_token_is_shown_only_where_it_is_needed()
    {
        var shown = new List<string>();
        await using var server = await AskingRig.StartAsync(http =>
        {
            shown.Add($"{http.Request.Path} {http.Request.Headers.Authorization}");
            return http.Response.WriteAsync("{}");
        });

        await rig.RunAsync(server.Address, "status");
        await rig.RunAsync(server.Address, "reload");

        shown.ShouldBe(["/status ", "/reload Bearer a-token"]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("logs -f shop")]
    [InlineData("logs shop")]
    [InlineData("cancel shop")]
    public async Task Where_nobody_answers_the_exit_code_says_so(string line) =>
        (await rig.RunAsync(new Uri($"http://127.0.0.1:{LoopbackPorts.Next()}/"), line)).ShouldBe(ExitCodes.Unavailable);

    [Fact(Timeout = 180_000)]
    public async Task A_connection_that_breaks_after_a_long_silence_is_made_again()
    {
        var connections = 0;
        await using var server = await AskingRig.StartAsync(async http =>
        {
            if (++connections > 1)
            {
                await http.Response.WriteAsync("event: result\ndata: {\"project\":\"shop\",\"state\":\"succeeded\",\"success\":true}\n\n");
                return;
            }

            await http.Response.WriteAsync("data: said first\n\n");
            await http.Response.Body.FlushAsync();
            rig.Clock.Ahead = TimeSpan.FromMinutes(2);
            http.Abort();
        });

        (await rig.RunAsync(server.Address, $"logs -f {DeploymentId.New(TimeProvider.System)}")).ShouldBe(ExitCodes.Success);

        rig.Output.ToString().ShouldContain("The connection broke");
        rig.Output.ToString().ShouldContain("shop succeeded");
    }

    [Theory]
    [InlineData("""{"state":"rolled_back","success":true}""", "Good")]
    [InlineData("""{"state":"rolled_back","error":"exit code 3; rolled back to 1234567"}""", "Bad")]
    [InlineData("""{"state":"rolling_back"}""", "Busy")]
    public void Going_back_is_bad_only_where_nobody_wished_it(string json, string ink)
    {
        var record = Record.Parse(Encoding.UTF8.GetBytes(json));

        States.InkOf(record.Raw("state"), record).ToString().ShouldBe(ink);
    }
}
