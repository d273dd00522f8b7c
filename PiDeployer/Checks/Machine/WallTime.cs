using System.Globalization;
using System.Runtime.InteropServices;
using PiDeployer.Values;

namespace PiDeployer.Checks.Machine;

/// <summary>
/// Whether the clock can be right. A Raspberry Pi has none that runs while it is off; certificates, schedules and signatures with a time all go wrong with it.
/// </summary>
internal static partial class WallTime
{
    private const string Mend = "sudo timedatectl set-ntp true, and see what `timedatectl` says";

    /// <summary>In microseconds; the kernel's number where nobody has set the clock by another one. systemd goes by it too.</summary>
    private const long UnknownError = 16_000_000;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    public static void Look(Site site, Findings found) => Judge(
        site.Clock.GetUtcNow(),
        [WrittenAt(Environment.ProcessPath, "this program"), .. RecordsOf(Path.Combine(site.StateDirectory, "history"))],
        IsSynchronised(),
        found);

    /// <param name="now">By the clock.</param>
    /// <param name="past">What was written before now for sure.</param>
    /// <param name="isSynchronised">Whether somebody sets the clock; null when nobody knows.</param>
    /// <param name="found">Gets what comes of it.</param>
    public static void Judge(DateTimeOffset now, IEnumerable<Witness> past, bool? isSynchronised, Findings found)
    {
        var time = now.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        if (LatestAfter(now + Tolerance, past) is { } later)
            found.Error($"The clock is wrong: it says {time}, and {later.What} was written {later.WrittenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}", later.Path, Mend);
        else if (isSynchronised == false)
            found.Warning($"Nobody sets the clock by another one; it says {time}, and schedules and certificates need it right", null, Mend);
        else
            found.Ok($"The clock says {time}{(isSynchronised == true ? ", and is set by others" : "")}", null);
    }

    private static Witness? LatestAfter(DateTimeOffset time, IEnumerable<Witness> past)
    {
        Witness? latest = null;
        foreach (var witness in past)
        {
            if (witness.WrittenAt > (latest?.WrittenAt ?? time))
                latest = witness;
        }

        return latest;
    }

    private static Witness WrittenAt(string? path, string what) => new(what, path ?? "", path is null ? DateTimeOffset.MinValue : new DateTimeOffset(File.GetLastWriteTimeUtc(path)));

    private static IEnumerable<Witness> RecordsOf(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(file => WrittenAt(file, "the last record of a deployment"))] : [];
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return [];
        }
    }

    /// <summary>Asks the kernel, and sets nothing: <see href="https://man7.org/linux/man-pages/man2/adjtimex.2.html"/>.</summary>
    private static bool? IsSynchronised()
    {
        var state = default(KernelClock);
        return Adjust(ref state) < 0 ? null : state.MaxError < UnknownError;
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Adjust(ref KernelClock state);

    /// <param name="What">For people.</param>
    /// <param name="Path">Its file.</param>
    /// <param name="WrittenAt">By the clock of that time.</param>
    internal sealed record Witness(string What, string Path, DateTimeOffset WrittenAt);

    /// <summary>As it is on machines of 64 bits; its first field says what to set, which is nothing.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct KernelClock
    {
        [FieldOffset(24)]
        public long MaxError;
    }
}
