using Microsoft.AspNetCore.Http;
using PiDeployer.Cli.Client;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>The commands that ask a server, before one that a test makes.</summary>
internal sealed class AskingRig : IDisposable
{
    public StringWriter Output { get; } = new();

    public StringWriter Errors { get; } = new();

    public SteadyClock Clock { get; } = new();

    public static async Task<LoopbackApi> StartAsync(RequestDelegate answer)
    {
        var server = new LoopbackApi(0, answer);
        await server.StartAsync();
        return server;
    }

    public Task<int> RunAsync(Uri address, string line)
    {
        var invocation = CommandLineReader.Read(line.Split(' ')).ShouldBeOfType<Wish.Run>().Invocation;
        var place = new ServerPlace(address, ServerPlace.Url, Secret.TryCreate("a-token", out var token) ? token : null, "", "");
        return ClientCommands.RunAsync(invocation, place, new Screen(Output, Errors, () => null) { Clock = Clock }, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Output.Dispose();
        Errors.Dispose();
    }

    internal sealed class SteadyClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Ahead.Ticks;
    }
}
