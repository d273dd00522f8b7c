using System.Globalization;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Deployments.Polling;

/// <summary>The images that registries have, and what became of them here, in a file that people can read: a line each.</summary>
internal static class SeenImages
{
    private const int MaxBytes = 1024 * 1024;
    private const string Deployed = "deployed";
    private const string Waiting = "waiting";

    /// <summary>By their names; none when there is no such file, or none that can be read.</summary>
    public static Dictionary<string, SeenImage> Read(string path)
    {
        var images = new Dictionary<string, SeenImage>(StringComparer.Ordinal);
        try
        {
            foreach (var line in SmallFile.ReadText(path, MaxBytes)?.Split('\n') ?? [])
            {
                if (line.Split(' ') is [var name, var digest, var time, var state] && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out var since))
                    images[name] = new SeenImage(digest, since, state == Deployed);
            }
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            images.Clear();
        }

        return images;
    }

    /// <summary>Those that wait, as if they had been seen so much later: the clock was behind then.</summary>
    public static Dictionary<string, SeenImage> Later(Dictionary<string, SeenImage> images, TimeSpan jump)
    {
        var later = new Dictionary<string, SeenImage>(StringComparer.Ordinal);
        foreach (var (name, image) in images)
            later[name] = image.IsDeployed ? image : image with { Since = image.Since + jump };
        return later;
    }

    /// <exception cref="IOException">It cannot be written, and is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static void Write(string path, Dictionary<string, SeenImage> images)
    {
        var text = new StringBuilder();
        foreach (var (name, image) in images)
            text.Append(CultureInfo.InvariantCulture, $"{name} {image.Digest} {image.Since.ToString("O", CultureInfo.InvariantCulture)} {(image.IsDeployed ? Deployed : Waiting)}\n");
        DurableFile.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        DurableFile.Write(path, Encoding.UTF8.GetBytes($"{text}"));
    }
}

/// <param name="Digest">What the tag means in the registry.</param>
/// <param name="Since">When that was seen first.</param>
/// <param name="IsDeployed">Whether it was here already, or was tried, whatever came of it.</param>
internal sealed record SeenImage(string Digest, DateTimeOffset Since, bool IsDeployed);
