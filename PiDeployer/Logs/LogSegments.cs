using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Logs;

/// <summary>
/// The files that one deployment's output is in: <c>ID.log</c>, then <c>ID.OFFSET.log</c> for what begins that many bytes into the whole output. None is ever renamed,
/// so whoever reads one is not disturbed when another begins.
/// </summary>
internal sealed class LogSegments(string folder, DeploymentId id)
{
    private const string Suffix = ".log";

    public string Folder => folder;

    public string PathAt(long offset) =>
        Path.Combine(folder, offset == 0 ? $"{id}{Suffix}" : string.Create(CultureInfo.InvariantCulture, $"{id}.{offset}{Suffix}"));

    /// <summary>Where those that exist begin, in bytes, ascending.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public List<long> Offsets()
    {
        var offsets = new List<long>();
        if (!Directory.Exists(folder))
            return offsets;
        foreach (var path in Directory.GetFiles(folder, $"{id}.*"))
        {
            if (OffsetOf(path) is { } offset)
                offsets.Add(offset);
        }

        offsets.Sort();
        return offsets;
    }

    /// <summary>The deployment that a file of the folder belongs to; null when it is none of ours.</summary>
    public static string? IdOf(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(Suffix, StringComparison.Ordinal) && char.IsAsciiDigit(name[0]) ? name[..name.IndexOf('.', StringComparison.Ordinal)] : null;
    }

    private long? OffsetOf(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        if (!name.EndsWith(Suffix, StringComparison.Ordinal))
            return null;
        var middle = name[id.Value.Length..^Suffix.Length];
        if (middle.IsEmpty)
            return 0;
        return long.TryParse(middle[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var offset) && offset > 0 ? offset : null;
    }
}
