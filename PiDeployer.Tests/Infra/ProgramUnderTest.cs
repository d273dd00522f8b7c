using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>Which build the end-to-end tests run: the managed one beside the tests, or the native binary that <c>PIDEPLOYER_BINARY</c> names.</summary>
internal static class ProgramUnderTest
{
    private static readonly string? Native = Environment.GetEnvironmentVariable("PIDEPLOYER_BINARY");

    public static bool IsNative => !string.IsNullOrEmpty(Native);

    public static string NativeBinary => Native ?? throw new InvalidOperationException("This run is against the managed build.");

    /// <summary>The repository's top folder.</summary>
    public static string SourceRoot { get; } = FindSourceRoot();

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

    private static string FindSourceRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PiDeployer.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside the repository.");
    }
}
