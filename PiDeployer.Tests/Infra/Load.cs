using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// People who use something while it is deployed: <c>wrk</c> with GET and POST, on connections that stay and on new ones, and <c>hey</c> with POST. They are few and slow, so
/// that what is counted is loss, and not a busy machine.
/// </summary>
internal sealed partial class Load : IDisposable
{
    private const string Script = """
        local number, body = 0, string.rep("x", 200)
        function delay() return 50 end
        function request()
          number = number + 1
          local headers = {}
          if number % 4 >= 2 then headers["Connection"] = "close" end
          if number % 2 == 0 then return wrk.format("GET", "/", headers) end
          return wrk.format("POST", "/", headers, body)
        end
        function done(summary)
          local e = summary.errors
          print(string.format("TOLD %d %d", summary.requests, e.connect + e.read + e.write + e.status + e.timeout))
        end
        """;

    private readonly TempDirectory folder = new();
    private readonly Process[] programs;
    private readonly Task<string>[] outputs;

    public Load(Uri address)
    {
        programs =
        [
            Start("wrk", "--threads", "1", "--connections", "3", "--timeout", "20s", "--duration", "600s", "--script", folder.Write("people.lua", Script), $"{address}"),
            Start("hey", "-z", "600s", "-c", "2", "-q", "10", "-t", "20", "-m", "POST", "-d", "hello", $"{address}"),
        ];
        outputs = [.. programs.Select(program => program.StandardOutput.ReadToEndAsync())];
    }

    /// <summary>Has them stop, and wants each of their many requests to have been answered with 2xx.</summary>
    public async Task ShouldHaveLostNothingAsync()
    {
        foreach (var program in programs)
            Shell.Run("kill", "-INT", $"{program.Id}");
        var (wrk, hey) = (await outputs[0].WaitAsync(Eventually.Patience), await outputs[1].WaitAsync(Eventually.Patience));

        var told = Told().Match(wrk);
        told.Success.ShouldBeTrue(wrk);
        Number(told.Groups[1]).ShouldBeGreaterThan(20, wrk);
        Number(told.Groups[2]).ShouldBe(0, wrk);
        HeyStatus().Matches(hey).Select(match => match.Groups[1].Value).ShouldBe(["200"], hey);
        Number(HeyStatus().Match(hey).Groups[2]).ShouldBeGreaterThan(20, hey);
        hey.ShouldNotContain("Error distribution");
        TestContext.Current.TestOutputHelper?.WriteLine($"{told.Value}; {HeyStatus().Match(hey).Value.Trim()}");
    }

    public void Dispose()
    {
        foreach (var program in programs)
        {
            if (!program.HasExited)
                program.Kill();
            program.Dispose();
        }

        folder.Dispose();
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException(program);

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"TOLD (\d+) (\d+)")]
    private static partial Regex Told();

    [GeneratedRegex(@"\[(\d{3})\]\s+(\d+) responses")]
    private static partial Regex HeyStatus();
}
