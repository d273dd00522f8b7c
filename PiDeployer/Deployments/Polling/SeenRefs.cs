using System.Globalization;
using System.Text;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments.Polling;

/// <summary>Where a project's branches and tags stood when they were looked at, in a file that people can read. It says for which names, since under other ones all would be news.</summary>
/// <param name="Follows">The project's branch and tags, as written.</param>
/// <param name="NotedAt">When this was last changed.</param>
/// <param name="Ids">By whole name.</param>
internal sealed record SeenRefs(string Follows, DateTimeOffset NotedAt, Dictionary<string, string> Ids)
{
    private const int MaxBytes = 8 * 1024 * 1024;

    public static string FollowedBy(Project project) => string.Join(' ', project.Tags.Select(tag => $"refs/tags/{tag}").Prepend(project.Branch is { } branch ? $"refs/heads/{branch}" : "").Where(name => name.Length > 0));

    /// <summary>Null when there is no such file, or none that can be read.</summary>
    public static SeenRefs? Read(string path)
    {
        try
        {
            return SmallFile.ReadText(path, MaxBytes)?.Split('\n') is [var follows, var time, .. var lines]
                && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out var notedAt)
                ? new SeenRefs(follows, notedAt, Parse(lines))
                : null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written, and is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Write(string path)
    {
        var text = new StringBuilder($"{Follows}\n{NotedAt.ToString("O", CultureInfo.InvariantCulture)}\n");
        foreach (var (name, id) in Ids)
            text.Append(CultureInfo.InvariantCulture, $"{id} {name}\n");
        DurableFile.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        DurableFile.Write(path, Encoding.UTF8.GetBytes($"{text}"));
    }

    /// <summary>Whether both say the same, whenever that was noted.</summary>
    public bool IsAs(SeenRefs? other) =>
        other is not null && Follows == other.Follows && Ids.Count == other.Ids.Count && Ids.Keys.All(name => other.Ids.GetValueOrDefault(name) == Ids[name]);

    private static Dictionary<string, string> Parse(string[] lines)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Split(' ', 2) is [var id, var name] && CommitId.TryParse(id, out _))
                ids[name] = id;
        }

        return ids;
    }
}
