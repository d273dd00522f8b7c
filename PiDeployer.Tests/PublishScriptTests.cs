using System.Runtime.CompilerServices;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests;

public sealed class PublishScriptTests
{
    [Theory(Timeout = 180_000)]
    [InlineData("unknown option '--fast'", "--fast")]
    [InlineData("unknown rid 'win-x64'", "--rid", "win-x64")]
    [InlineData("unknown framework 'net8.0'", "--framework", "net8.0")]
    [InlineData("--rid needs a value", "--rid")]
    public async Task What_it_does_not_understand_it_answers_with_its_usage(string problem, params string[] arguments)
    {
        var (code, output) = await RunAsync("/usr/bin:/bin", arguments);

        code.ShouldBe(64);
        output.ShouldContain($"publish.sh: {problem}\n");
        output.ShouldContain("usage: ./publish.sh [--rid RID]");
    }

    [Fact(Timeout = 180_000)]
    public async Task Help_is_no_mistake()
    {
        var (code, output) = await RunAsync("/usr/bin:/bin", "--help");

        code.ShouldBe(0);
        output.ShouldStartWith("usage: ./publish.sh [--rid RID]");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("linux-x64", "clang or gcc", "objcopy")]
    [InlineData("linux-arm64", "clang", "objcopy")]
    public async Task Missing_tools_are_all_named_with_the_packages_that_have_them(string rid, params string[] tools)
    {
        using var folder = new TempDirectory();
        foreach (var tool in new[] { "bash", "awk", "dirname", "mktemp", "rm", "uname", "sort", "paste", "grep", "sed", "cat", "true" })
            File.CreateSymbolicLink(folder.File(tool), Shell.Run("bash", "-c", $"type -P {tool}"));
        File.CreateSymbolicLink(folder.File("dotnet"), "true"); // It has all packages.

        var (code, output) = await RunAsync(folder.Path, "--rid", rid, "--framework", "net9.0");

        code.ShouldBe(69);
        output.ShouldContain($"publish.sh: these tools are missing for {rid} on ");
        foreach (var tool in tools)
            output.ShouldContain(tool);
        output.ShouldContain("On Debian: apt-get install ");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_package_that_the_source_does_not_serve_is_named()
    {
        using var folder = new TempDirectory();
        Directory.CreateDirectory(folder.File("source"));

        var (code, output) = await Task.Run(() => Shell.TryRun(
            "env", $"RestoreSources={folder.File("source")}", $"NUGET_PACKAGES={folder.File("packages")}", Script(), "--rid", "linux-arm64"));

        code.ShouldBe(69, output);
        output.ShouldContain("does not serve what a native build of net10.0 for linux-arm64 needs:");
        output.ShouldContain("  Microsoft.NETCore.App.Runtime.NativeAOT.linux-arm64\n");
        output.ShouldContain("Run it on a machine whose source serves them");
    }

    private static Task<(int Code, string Output)> RunAsync(string path, params string[] arguments) => Task.Run(
        () => Shell.TryRun("env", [$"PATH={path}", Shell.Run("bash", "-c", "type -P bash"), Script(), .. arguments]), TestContext.Current.CancellationToken);

    private static string Script([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file)) ?? "", "publish.sh");
}
