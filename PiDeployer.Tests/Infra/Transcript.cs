using System.Text;
using System.Text.RegularExpressions;

namespace PiDeployer.Tests.Infra;

/// <summary>Commands, what they said, and how they ended. What differs each time (ids, times, ports, the folder) is replaced by a word.</summary>
/// <param name="folder">Where they run.</param>
/// <param name="environment">On top of a locale with more letters than ASCII.</param>
internal sealed partial class Transcript(TempDirectory folder, params (string Name, string Value)[] environment)
{
    private readonly StringBuilder text = new();

    /// <summary>All of it so far.</summary>
    public string Text => text.ToString();

    public async Task<FinishedProgram> RunAsync(string line)
    {
        var ended = await FinishedProgram.RunAsync(folder, line.Split(' ', StringSplitOptions.RemoveEmptyEntries), [("LANG", "C.UTF-8"), ("NO_COLOR", ""), .. environment]);
        var errors = ended.Errors.Length == 0 ? "" : $"[stderr]\n{ended.Errors}";
        text.Append(Steady($"$ pi-deployer {line}\n{ended.Output}{errors}[exit {ended.ExitCode}]\n\n"));
        return ended;
    }

    private static string Steady(string said)
    {
        said = Folders().Replace(said, "FOLDER");
        said = Id().Replace(said, "ID");
        said = Date().Replace(said, "TIME");
        said = Port().Replace(said, "127.0.0.1:PORT");
        said = Number().Replace(said, "N");
        said = Duration().Replace(said, "N s");
        return Blanks().Replace(said, "  ");
    }

    /// <summary>The client's and the server's.</summary>
    [GeneratedRegex(@"/tmp/pi-deployer-test-\w+")]
    private static partial Regex Folders();

    [GeneratedRegex(@"(?<=""(duration|number|next)"":)[\d.]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"\d{8}-\d{6}-[0-9a-f]{6}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(\+\d\d:\d\d|Z)?")]
    private static partial Regex Date();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();

    [GeneratedRegex(@"(?<![\w.])\d+(\.\d)? s\b")]
    private static partial Regex Duration();

    /// <summary>How wide a column is depends on the times in it.</summary>
    [GeneratedRegex(@"(?<=\S) {2,}(?=\S)")]
    private static partial Regex Blanks();
}
