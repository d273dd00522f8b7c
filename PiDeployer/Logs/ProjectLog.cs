using System.Globalization;
using System.Text;
using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Logs;

/// <summary>
/// Writes one deployment into its project's log file, in the old program's layout: a rule, <c>[time] name - status (12.3s)</c>, a rule, the output.
/// The output is there as it comes, so the headline says <c>running</c> at first and has room for the ending to be written over it.
/// </summary>
/// <remarks>A log that cannot be written costs the log, never the deployment.</remarks>
internal sealed class ProjectLog : IOutput, IDisposable
{
    public const long MaxBytes = 10 * 1024 * 1024;

    /// <summary>Enough for the longest ending, "rollback failed (172800.0s)".</summary>
    private const int StatusWidth = 27;

    private static readonly string Rule = new('=', 60);

    private readonly string path;
    private readonly string headline;
    private readonly Action<Exception> onFailure;
    private RotatingFile? file;

    /// <summary>Of the headline's <c>running</c>, in bytes; null while there is none.</summary>
    private long? statusPosition;

    /// <param name="path">The log file.</param>
    /// <param name="name">The project's, for the headline.</param>
    /// <param name="time">When the deployment began, in local time.</param>
    /// <param name="maxBytes">Of one file, before it is rotated.</param>
    /// <param name="onFailure">Told once, when the file cannot be opened or written; from then on this log is silent but for its ending.</param>
    public ProjectLog(string path, string name, DateTimeOffset time, long maxBytes, Action<Exception> onFailure)
    {
        this.path = path;
        this.onFailure = onFailure;
        headline = $"[{time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}] {name} - ";
        try
        {
            file = new RotatingFile(path, maxBytes);
            Begin(file);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            GiveUp(e);
        }
    }

    public void Write(ReadOnlySpan<char> piece, bool endOfLine)
    {
        if (file is null)
            return;
        try
        {
            file.Write(piece);
            if (endOfLine)
                file.Write("\n");
            if (!file.IsFull)
                return; // Not only at a line's end: a single line may fill a disk.
            file.Overwrite(statusPosition ?? 0, Status("continued in next file"));
            statusPosition = null;
            file.Rotate();
            Begin(file);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            GiveUp(e);
        }
    }

    public void Flush() => Try(log => log.Flush());

    /// <summary>Writes how it ended over <c>running</c>. That needs no room, so it is done also where the disk was too full for the output.</summary>
    public void Finish(string outcome, TimeSpan duration)
    {
        var ending = Status(string.Create(CultureInfo.InvariantCulture, $"{outcome} ({duration.TotalSeconds:0.0}s)"));
        if (statusPosition is not { } position)
            return;
        Try(log => log.Overwrite(position, ending));
        try
        {
            if (file is null)
                Overwrite(path, position, ending);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            // That this log cannot be written has been told.
        }
    }

    /// <summary>Nobody was there to write an ending over the last <c>running</c>: the process was killed. This does it.</summary>
    /// <param name="path">The log file; nothing happens when there is none.</param>
    /// <param name="name">The project's.</param>
    /// <param name="outcome">The ending.</param>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static void CloseKilled(string path, string name, string outcome)
    {
        if (new FileInfo(path) is not { Exists: true, LinkTarget: null })
            return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var running = Encoding.UTF8.GetBytes($"] {name} - {Status("running")}");
        var end = RandomAccess.GetLength(file);
        foreach (var line in ReverseLines.Read(file, 0, end, int.MaxValue))
        {
            if (line is [(byte)'[', ..] && line.AsSpan().EndsWith(running))
            {
                RandomAccess.Write(file, Encoding.UTF8.GetBytes(Status(outcome)), end - StatusWidth);
                return;
            }

            end -= line.Length + 1;
        }
    }

    public void Dispose()
    {
        Try(log => log.Dispose());
        file = null;
    }

    private static string Status(string text) => text.PadRight(StatusWidth);

    /// <summary>Only over <c>running</c>: somebody else may have put another file there.</summary>
    private static void Overwrite(string path, long position, string status)
    {
        if (new FileInfo(path) is not { Exists: true, LinkTarget: null })
            return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var there = new byte[StatusWidth];
        if (RandomAccess.Read(file, there, position) == StatusWidth && Encoding.UTF8.GetString(there) == Status("running"))
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(status), position);
    }

    private void Begin(RotatingFile log)
    {
        log.Write($"{Rule}\n{headline}");
        var position = log.Position;
        log.Write($"{Status("running")}\n{Rule}\n");
        log.Flush();
        statusPosition = position;
    }

    private void Try(Action<RotatingFile> write)
    {
        if (file is null)
            return;
        try
        {
            write(file);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            GiveUp(e);
        }
    }

    private void GiveUp(Exception e)
    {
        file?.Abandon();
        file = null;
        onFailure(e);
    }
}
