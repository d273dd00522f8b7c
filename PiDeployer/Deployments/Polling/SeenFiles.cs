using PiDeployer.Values;

namespace PiDeployer.Deployments.Polling;

/// <summary>The files of what was seen, each named after its project.</summary>
internal static class SeenFiles
{
    /// <summary>Removes those of projects that are not asked for any more.</summary>
    public static void Prune(string directory, Func<ProjectName, bool> isAskedFor)
    {
        try
        {
            foreach (var file in Directory.Exists(directory) ? Directory.GetFiles(directory).Where(file => !file.EndsWith(DurableFile.Unfinished, StringComparison.Ordinal)) : [])
            {
                if (!(ProjectName.TryParse(Path.GetFileName(file), out var name) && isAskedFor(name)))
                    File.Delete(file);
            }
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            // They do no harm, and are looked at again.
        }
    }
}
