using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Registries;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Registries;

/// <summary>Which registries an engine may ask without HTTPS is a setting of its daemon, so a script says it here as <c>docker info</c> does.</summary>
public sealed class InsecureRegistryTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly StepRig rig = new();

    public void Dispose()
    {
        rig.Dispose();
        folder.Dispose();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("pi.local:5000", true)]
    [InlineData("safe.example.org", false)]
    [InlineData("docker.io", false)]
    [InlineData("pi.local", false)]
    public async Task Only_what_the_engine_itself_may_ask_so_is(string host, bool expected)
    {
        Answer("""{"pi.local:5000":{"Name":"pi.local:5000","Mirrors":[],"Secure":false,"Official":false},"safe.example.org":{"Secure":true},"docker.io":{"Secure":true,"Official":true}}""");

        (await AskAsync(host)).ShouldBe(expected);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"pi.local:5000\":{}}")]
    public async Task Where_it_does_not_say_none_is(string answer)
    {
        Answer(answer);

        (await AskAsync("pi.local:5000")).ShouldBeFalse();
    }

    private void Answer(string json) => folder.WriteScript("docker", $"echo '{json}'");

    private Task<bool> AskAsync(string host)
    {
        var commands = new CommandRunner(rig.Commands.Environment.SetItem("PATH", $"{folder.Path}:/usr/bin:/bin"), new Redaction([]), TimeProvider.System);
        var context = rig.Context(rig.Project("branch: main"), null);
        return PulledImages.IsInsecureAsync(new StepContext(context.Id, context.Project, commands, context.Health, context.Output), host, TestContext.Current.CancellationToken);
    }
}
