using Microsoft.AspNetCore.Http;
using PiDeployer.Cli;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Cli;

/// <summary>What people and programs are told of answers, above all of those that refuse what was asked for.</summary>
public sealed class RefusedTests : IDisposable
{
    private readonly AskingRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task What_cannot_be_a_name_is_not_made_a_path_of()
    {
        var asked = new List<string>();
        await using var server = await AskingRig.StartAsync(http =>
        {
            asked.Add(http.Request.Path);
            return http.Response.WriteAsync("""{"projects":[{"name":"shop"}]}""");
        });

        foreach (var line in new[] { "logs ..", "deploy .", "cancel a/b", $"history {new string('a', 70_000)}", "status a\u202Eb" })
            (await rig.RunAsync(server.Address, line)).ShouldBe(ExitCodes.Failure);
        (await rig.RunAsync(server.Address, $"rollback shop --to {new string('a', 70_000)}")).ShouldBe(ExitCodes.Failure);

        asked.ShouldAllBe(path => path == "/status");
        rig.Errors.ToString().ShouldBe($"""
            pi-deployer: there is no project '..'
            pi-deployer: there is no project '.'
            pi-deployer: there is no project 'a/b'
            pi-deployer: there is no project '{new string('a', 100)}…'
            pi-deployer: there is no project 'ab'
            pi-deployer: there is no deployment '{new string('a', 100)}…'; `pi-deployer history shop` lists them with their ids

            """);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("deploy shop --service portal", 404, """{"error":"Unknown service: portal"}""", ExitCodes.Failure, "Unknown service: portal")]
    [InlineData("deploy shop", 404, """{"error":"Unknown project: shop"}""", ExitCodes.Failure, "there is no project 'shop'")]
    [InlineData("deploy shop", 404, "<html>", ExitCodes.Unavailable, "answers 404, but not as pi-deployer does")]
    [InlineData("status", 200, "<html>", ExitCodes.Unavailable, "answers 200, but not as pi-deployer does")]
    [InlineData("logs 20261121-140507-9f3a61", 502, "", ExitCodes.Unavailable, "answers 502, but not as pi-deployer does")]
    public async Task What_a_server_refuses_is_told_as_it_means_it(string line, int status, string body, int exitCode, string told)
    {
        await using var server = await AskingRig.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body);
        });

        (await rig.RunAsync(server.Address, line)).ShouldBe(exitCode);

        rig.Errors.ToString().ShouldContain(told);
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_has_no_right_to_cancel_is_told_so_even_where_nothing_runs()
    {
        await using var server = await AskingRig.StartAsync(http =>
        {
            http.Response.StatusCode = http.Request.Path == "/status" ? 200 : 401;
            return http.Response.WriteAsync("""{"error":"Unauthorized","projects":[{"name":"shop"}]}""");
        });

        (await rig.RunAsync(server.Address, "cancel shop")).ShouldBe(ExitCodes.NotAllowed);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_history_has_the_commits_message_and_what_went_wrong()
    {
        await using var server = await AskingRig.StartAsync(http => http.Response.WriteAsync("""{"deployments":[{"id":"first","message":"Sell more","error":"exited with 3"}]}"""));

        (await rig.RunAsync(server.Address, "history --state failed,timed_out")).ShouldBe(ExitCodes.Success);

        rig.Output.ToString().ShouldContain("MESSAGE    NOTE\n");
        rig.Output.ToString().ShouldContain("Sell more  exited with 3\n");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("status --json")]
    [InlineData("history --json")]
    [InlineData("logs shop --json")]
    public async Task Programs_are_given_nothing_that_turns_the_direction_of_a_terminal(string line)
    {
        await using var server = await AskingRig.StartAsync(http => http.Response.WriteAsync("{\n\t\"deployments\":[{\"name\":\"a\u202Eb\u200Bü\U000E0041\"}]}"));

        (await rig.RunAsync(server.Address, line)).ShouldBe(ExitCodes.Success);

        rig.Output.ToString().ShouldContain("""{"name":"a\u202Eb\u200Bü\uDB40\uDC41"}""");
    }
}
