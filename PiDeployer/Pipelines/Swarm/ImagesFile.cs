using System.Text;
using PiDeployer.Projects;
using PiDeployer.Values;
using YamlDotNet.Core;

namespace PiDeployer.Pipelines.Swarm;

/// <summary>
/// A compose file over a stack's own, which gives its services the images of an earlier time. It is there only while it is needed, and only we may read it.
/// </summary>
/// <param name="path">Where it is then.</param>
internal sealed class ImagesFile(string path)
{
    public string Path => path;

    /// <param name="images">Those of services that the compose files do not name any more are left out, or they would come back without anything but an image.</param>
    /// <param name="project">Whose files.</param>
    /// <param name="composeFile">The first of them, absolute.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(IEnumerable<ServiceImage> images, Project project, string composeFile)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? "/", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var known = ComposeFiles.ServicesOf(project).ToHashSet(StringComparer.Ordinal);
        var text = new StringBuilder(VersionOf(composeFile)).Append("services:\n");
        foreach (var image in images.Where(image => known.Contains(image.Service)))
            text.Append($"  \"{image.Service}\":\n    image: \"{image.Id}\"\n");
        DurableFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Delete()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            // The next one takes its place.
        }
    }

    /// <summary>Docker wants the same in all files of a stack; empty where the first has none.</summary>
    private static string VersionOf(string composeFile)
    {
        try
        {
            return SmallFile.ReadText(composeFile, ComposeFiles.MaxBytes) is { } text && YamlTree.Parse(text) is YamlValue.Mapping root && root.Value("version") is YamlValue.Scalar { IsNull: false } version
                ? $"version: \"{version.Text}\"\n"
                : "";
        }
        catch (Exception e) when (e is YamlException || FileTrouble.Is(e))
        {
            return ""; // Docker will say what is wrong with it.
        }
    }
}
