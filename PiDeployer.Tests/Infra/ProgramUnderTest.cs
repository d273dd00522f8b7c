using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>Which build the end-to-end tests run: the managed one beside the tests, or the native binary that <c>PIDEPLOYER_BINARY</c> names.</summary>
internal static class ProgramUnderTest
{
    private static readonly string? Native = Environment.GetEnvironmentVariable("PIDEPLOYER_BINARY");

    public static bool IsNative => !string.IsNullOrEmpty(Native);

    public static ProcessStartInfo Start(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        string[] program = IsNative && Native is { } binary ? [binary] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "pi-deployer.dll")];
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }
}
