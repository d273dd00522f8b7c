using System.Collections.Immutable;
using System.IO.Pipes;
using PiDeployer.Cli;
using PiDeployer.Cli.Client;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Hosting;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Hosting;

/// <summary>Where the commands look for the server, and for what lets them in.</summary>
public sealed class ServerPlacesTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("0.0.0.0", "http://127.0.0.1:5000/")]
    [InlineData("localhost", "http://127.0.0.1:5000/")]
    [InlineData("127.0.0.2", "http://127.0.0.2:5000/")]
    public async Task A_server_of_this_machine_is_found(string host, string address) => (await FindAsync($"DEPLOYER_HOST={host}")).Place.ShouldNotBeNull().Address.AbsoluteUri.ShouldBe(address);

    [Fact]
    public async Task No_file_leads_the_token_to_another_machine()
    {
        var (_, problems, exitCode) = await FindAsync("DEPLOYER_HOST=203.0.113.9\nDEPLOY_TOKEN=a-token");
        exitCode.ShouldBe(ExitCodes.Configuration);
        problems.ShouldBe(["DEPLOYER_HOST '203.0.113.9' is no address of this machine, so no server of it listens there; --url names one elsewhere"]);
        (await FindAsync("DEPLOYER_HOST=203.0.113.9\nDEPLOY_TOKEN=a-token", "--url", "http://203.0.113.9:5000")).Place.ShouldNotBeNull().Token.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_token_that_cannot_be_read_is_in_the_way_only_where_one_is_needed()
    {
        var (place, problems, _) = await FindAsync("DEPLOY_TOKEN_FILE=/run/credentials/nowhere/token");

        problems.ShouldBeEmpty();
        place.ShouldNotBeNull().Token.ShouldBeNull();
        place.WhyNoToken.ShouldStartWith("DEPLOY_TOKEN_FILE: Could not find a part of the path");
    }

    [Fact]
    public async Task A_token_that_no_request_can_carry_is_not_sent()
    {
        var (place, problems, _) = await FindAsync("DEPLOY_TOKEN='a\nb'");

        problems.ShouldBeEmpty();
        place.ShouldNotBeNull().Token.ShouldBeNull();
        place.WhyNoToken.ShouldBe("DEPLOY_TOKEN has a control character, which no request can carry; --token-file names another.");
    }

    [Theory]
    [InlineData("--url", "foo", "--url 'foo' does not begin with http:// or https://, as http://127.0.0.1:5000 does")]
    [InlineData("--url", "127.0.0.1:5391", "--url '127.0.0.1:5391' does not begin with http:// or https://, as http://127.0.0.1:5000 does")]
    [InlineData("--url", "ftp://a", "--url is not the http:// or https:// address of a server, such as http://127.0.0.1:5000")]
    [InlineData("--token-file", "/nowhere/token", "--token-file: Could not find a part of the path '/nowhere/token'.")]
    public async Task What_is_wrong_on_the_command_line_is_not_the_configurations(string option, string value, string problem)
    {
        var (_, problems, exitCode) = await FindAsync("", option, value);

        problems.ShouldBe([problem]);
        exitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task What_to_do_about_a_server_elsewhere_is_not_said_of_this_machine()
    {
        (await FindAsync("")).Place.ShouldNotBeNull().WhatToDo.ShouldContain(File.Exists("/etc/systemd/system/pi-deployer.service") ? "systemctl" : $"`pi-deployer serve` in {folder.Path}");
        (await FindAsync("", "--url", "http://203.0.113.9:5000")).Place.ShouldNotBeNull().WhatToDo.ShouldBe("Does it run there, and can that machine be reached from here?");
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_waits_for_a_token_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        await using var nobody = new AnonymousPipeServerStream(PipeDirection.Out);
        using var silent = new StreamReader(new AnonymousPipeClientStream(PipeDirection.In, nobody.ClientSafePipeHandle));
        var finding = FindAsync("", silent, stop.Token, "--token-file", "-");
        finding.IsCompleted.ShouldBeFalse();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(finding);
        await nobody.DisposeAsync(); // Whoever still reads comes to the end.
    }

    [Theory]
    [InlineData(".env", "A=b", "", false)]
    [InlineData("projects.yml", "", "", false)]
    [InlineData(".env", "DEPLOY_TOKEN=x", "", true)]
    [InlineData(".env", "PROJECTS_CONFIG=x", "", true)]
    [InlineData(".env", "A=b", "projects.yml", true)]
    public void The_current_folder_counts_when_it_is_a_servers(string file, string text, string second, bool counts)
    {
        using var beside = new TempDirectory();
        folder.Write(file, text);
        if (second.Length > 0)
            folder.Write(second, "");

        EnvFolder.Choose(folder.Path, beside.Path).ShouldBe(folder.Path, "there is no other");
        beside.Write(".env", "");
        EnvFolder.Choose(folder.Path, beside.Path).ShouldBe(counts ? folder.Path : beside.Path);
    }

    [Fact]
    public void A_slash_at_the_end_of_a_folder_is_nothing() =>
        EnvFolder.Find($"{folder.Path}/", new Dictionary<string, string>()).Path.ShouldBe(folder.Path);

    private Task<(ServerPlace? Place, ImmutableArray<string> Problems, int ExitCode)> FindAsync(string env, params string[] options) => FindAsync(env, TextReader.Null, CancellationToken.None, options);

    private Task<(ServerPlace? Place, ImmutableArray<string> Problems, int ExitCode)> FindAsync(string env, TextReader input, CancellationToken cancellationToken, params string[] options)
    {
        folder.Write(".env", env);
        var invocation = CommandLineReader.Read(["status", "-C", folder.Path, .. options]).ShouldBeOfType<Wish.Run>().Invocation;
        return ServerPlaces.FindAsync(invocation, new Dictionary<string, string>(), input, cancellationToken);
    }
}
