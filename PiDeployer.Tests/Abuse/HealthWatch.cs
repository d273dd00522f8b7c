using System.Diagnostics;
using System.Globalization;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Abuse;

/// <summary>
/// Asks <c>/health</c> over and over while others do their worst, and holds the server to what it promises. A process of its own does it, so that what is waited for is the
/// server and not this process, which may be the one that does its worst.
/// </summary>
internal sealed class HealthWatch : IDisposable
{
    private const long MostMemory = 96L * 1024 * 1024;

    /// <summary>In seconds.</summary>
    private const int Patience = 20;

    /// <summary>Where the suite's other tests keep the machine busy, nobody can promise a tenth of a second.</summary>
    private static readonly TimeSpan Longest = AbuseReport.IsWanted ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(Patience);

    private static readonly string Script = Path.Combine(ProgramUnderTest.SourceRoot, "PiDeployer.Tests", "setup", "health.py");

    private readonly RunningServer server;
    private readonly Process process;

    public HealthWatch(RunningServer server)
    {
        this.server = server;
        // It goes on long after the bar is missed, so that the report can say by how much.
        string[] arguments = [Script, Text(server.Address.Port), Text(Patience), Text(server.ProcessId)];
        process = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true }).ShouldNotBeNull();
    }

    /// <summary>Until it has had an answer: what is sent may be over sooner than a process has begun.</summary>
    public async Task BegunAsync() => (await process.StandardOutput.ReadLineAsync()).ShouldBe("It answers.");

    /// <summary>It was always there, lives, and has not taken more memory than it may; and the report gets a line.</summary>
    /// <param name="what">Was sent.</param>
    /// <param name="answers">What became of it.</param>
    public async Task ShouldHaveBeenFineAsync(string what, string answers)
    {
        process.StandardInput.Close();
        var said = (await process.StandardOutput.ReadToEndAsync()).Split('\n', 3);
        said.Length.ShouldBe(3, "the watch ended early");
        var (worst, asked, trouble) = (TimeSpan.FromSeconds(double.Parse(said[0], CultureInfo.InvariantCulture)), int.Parse(said[1], CultureInfo.InvariantCulture), said[2].Trim());
        var memory = LiveProcesses.PeakMemory(server.ProcessId);
        var isFine = trouble.Length == 0 && worst < Longest && memory < MostMemory;
        AbuseReport.Line("port", what, answers, string.Create(CultureInfo.InvariantCulture, $"{worst.TotalMilliseconds:0}"), string.Create(CultureInfo.InvariantCulture, $"{memory / 1024.0 / 1024:0.0}"), isFine ? "PASS" : "FAIL");
        trouble.ShouldBeEmpty();
        worst.ShouldBeLessThan(Longest, $"/health, asked {asked} times");
        if (ProgramUnderTest.IsNative)
            memory.ShouldBeLessThan(MostMemory);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
