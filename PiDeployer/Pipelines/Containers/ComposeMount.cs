using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Containers;

/// <summary>A file or folder of this machine that the containers of a service get to see.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="IsReadOnly">Then whatever it holds is none of their own data.</param>
internal sealed record ComposeMount(string Path, bool IsReadOnly)
{
    /// <summary>A service's own, and the files of the configs and secrets that it is given.</summary>
    /// <param name="service">Its part of the compose file.</param>
    /// <param name="root">All of the file.</param>
    /// <param name="folder">Where relative paths begin.</param>
    public static IEnumerable<ComposeMount> Of(YamlValue.Mapping service, YamlValue.Mapping root, string folder)
    {
        foreach (var volume in ComposeConfiguration.Items(service.Value("volumes")))
        {
            if (Bound(volume) is var (source, isReadOnly))
                yield return new ComposeMount(Absolute(source, folder), isReadOnly);
        }

        foreach (var kind in new[] { "configs", "secrets" })
        {
            foreach (var given in ComposeConfiguration.Items(service.Value(kind)))
            {
                var name = ComposeConfiguration.TextOf(given) ?? ComposeConfiguration.TextOf((given as YamlValue.Mapping)?.Value("source"));
                if (name is not null && ComposeConfiguration.TextOf(root.Inner(kind)?.Inner(name)?.Value("file")) is { } file)
                    yield return new ComposeMount(Absolute(file, folder), IsReadOnly: true);
            }
        }
    }

    /// <summary>Null when it is a volume of the engine's, or no file at all.</summary>
    private static (string Source, bool IsReadOnly)? Bound(YamlValue volume) => volume switch
    {
        YamlValue.Mapping mount when ComposeConfiguration.TextOf(mount.Value("type")) == "bind" && ComposeConfiguration.TextOf(mount.Value("source")) is { } source =>
            (source, ComposeConfiguration.TextOf(mount.Value("read_only")) == "true"),
        YamlValue.Scalar { Text: ['.' or '/' or '~', ..] } mount when mount.Text.Split(':') is [var source, _, .. var options] =>
            (source, options.Any(option => option.Split(',').Contains("ro"))),
        _ => null,
    };

    private static string Absolute(string path, string folder) => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path, folder));
}
