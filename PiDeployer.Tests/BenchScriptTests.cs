using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests;

public sealed class BenchScriptTests
{
    [Theory(Timeout = 180_000)]
    [InlineData("SECONDS is a whole number from 1 to 2147483647, and not '0'", "abuse", "0")]
    [InlineData("SEED is a whole number from 0 to 2147483647, and not '3276732767'", "abuse", "60", "3276732767")]
    [InlineData("KILLS is a whole number from 1 to 2147483647, and not '0'", "kill", "0")]
    [InlineData("'2' is one word too many", "kill", "9", "1", "2")]
    [InlineData("SECONDS is a whole number from 1 to 2147483647, and not '0'", "soak", "0")]
    [InlineData("unknown option '--bogus'", "soak", "--bogus")]
    [InlineData("unknown option '--bogus'", "blue-green", "--bogus")]
    [InlineData("unknown proxy 'nginx'", "blue-green", "--proxies", "haproxy nginx")]
    [InlineData("unknown option '--bogus'", "compare", "--bogus")]
    [InlineData("--log-mb is a whole number from 1 to 2147483647, and not 'much'", "compare", "--log-mb", "much")]
    [InlineData("--readers is 300 at most, and not '301'", "compare", "--readers", "301")]
    [InlineData("unknown part 'stop'", "compare", "--only", "start stop")]
    [InlineData("unknown option '--output'", "reproducible", "--output", "/tmp")]
    [InlineData("unknown rid 'win-x64'", "reproducible", "--rid", "win-x64")]
    [InlineData("--framework needs a value", "reproducible", "--framework")]
    public async Task What_it_does_not_understand_it_names_and_shows_its_usage(string problem, string name, params string[] arguments)
    {
        var (code, output) = await RunAsync("/usr/bin:/bin", name, arguments);

        code.ShouldBe(64, output);
        output.ShouldStartWith($"bench/{name}.sh: {problem}\n\nusage: bench/{name}.sh ");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("abuse")]
    [InlineData("kill")]
    [InlineData("reproducible")]
    [InlineData("soak")]
    public async Task Without_the_SDK_it_says_what_it_needs(string name)
    {
        using var folder = new TempDirectory();
        foreach (var tool in (string[])["dirname", "cat"])
            File.CreateSymbolicLink(folder.File(tool), Shell.Run("bash", "-c", $"type -P {tool}"));

        var (code, output) = await RunAsync(folder.Path, name);

        code.ShouldBe(69, output);
        output.ShouldBe($"bench/{name}.sh: dotnet is not in PATH; the .NET 10 SDK is needed");
        (await RunAsync(folder.Path, name, "--help")).Output.ShouldContain("Needs the .NET SDK");
    }

    private static Task<(int Code, string Output)> RunAsync(string path, string name, params string[] arguments) => Task.Run(
        () => Shell.TryRun("env", [$"PATH={path}", Shell.Run("bash", "-c", "type -P bash"), Path.Combine(ProgramUnderTest.SourceRoot, "bench", $"{name}.sh"), .. arguments]),
        TestContext.Current.CancellationToken);
}
