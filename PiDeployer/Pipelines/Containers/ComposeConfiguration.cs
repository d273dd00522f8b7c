using System.Collections.Immutable;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Containers;

/// <summary>What compose makes of a project's files: all of them in one, every variable filled in.</summary>
/// <param name="Text">As compose wrote it, which may have secrets in it.</param>
/// <param name="Services">By their names.</param>
/// <param name="Files">Files and folders of this machine that services may write into, or that images are built of; absolute.</param>
/// <param name="Settings">Files that nobody but people writes: of environments, configs and secrets, and what services may only read; absolute.</param>
internal sealed record ComposeConfiguration(
    string Text, IReadOnlyDictionary<string, ComposeService> Services, ImmutableArray<string> Files, ImmutableArray<string> Settings)
{
    /// <summary>The project's, of which compose makes the names of images that have none; empty where the files do not say it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Volumes that no other project has.</summary>
    public ImmutableArray<string> OwnVolumes { get; init; } = [];

    /// <summary>What compose calls the image of a service; null when there is no such service.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="separator">Between the project's name and the service's, where the file names no image.</param>
    public string? ImageOf(string service, string separator) => Services.TryGetValue(service, out var found) ? found.Image ?? $"{Name}{separator}{service}" : null;

    /// <summary>Whether any image is made here.</summary>
    public bool Builds => Services.Values.Any(service => service.IsBuilt);

    /// <param name="text">What is hashed.</param>
    /// <param name="root">What it says.</param>
    /// <param name="folder">Where relative paths begin.</param>
    public static ComposeConfiguration Parse(string text, YamlValue.Mapping root, string folder)
    {
        var services = new Dictionary<string, ComposeService>(StringComparer.Ordinal);
        var (files, settings) = (new List<string>(), new List<string>());
        foreach (var (_, name, value) in root.Inner("services")?.Entries ?? [])
        {
            if (value is not YamlValue.Mapping service)
                continue;
            var build = service.Value("build");
            Add(files, TextOf(build) ?? TextOf((build as YamlValue.Mapping)?.Value("context")));
            foreach (var file in Items(service.Value("env_file")))
                Add(settings, TextOf(file) ?? TextOf((file as YamlValue.Mapping)?.Value("path")));
            ImmutableArray<ComposeMount> mounts = [.. ComposeMount.Of(service, root, folder)];
            files.AddRange(mounts.Where(mount => !mount.IsReadOnly).Select(mount => mount.Path));
            foreach (var mount in mounts.Where(mount => mount.IsReadOnly))
                (File.Exists(mount.Path) ? settings : files).Add(mount.Path);
            services[name] = new ComposeService(TextOf(service.Value("image")), build is not null) { IsPulled = TextOf(service.Value("pull_policy")) is not ("never" or "build"), Mounts = mounts };
        }

        return new ComposeConfiguration(text, services, [.. files], [.. settings]) { Name = TextOf(root.Value("name")) ?? "", OwnVolumes = [.. OwnVolumesOf(root)] };

        void Add(List<string> paths, string? path)
        {
            if (path is not null && !path.Contains("://", StringComparison.Ordinal)) // A build's context may be somewhere else altogether.
                paths.Add(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, folder)));
        }
    }

    /// <summary>Compose gives them a name that begins with the project's.</summary>
    private static IEnumerable<string> OwnVolumesOf(YamlValue.Mapping root)
    {
        var prefix = $"{TextOf(root.Value("name"))}_";
        foreach (var (_, name, value) in root.Inner("volumes")?.Entries ?? [])
        {
            if (value is not YamlValue.Mapping volume || TextOf(volume.Value("name"))?.StartsWith(prefix, StringComparison.Ordinal) != false)
                yield return name;
        }
    }

    /// <summary>A value that may be one or a list of them.</summary>
    public static ImmutableArray<YamlValue> Items(YamlValue? value) => value switch
    {
        YamlValue.Sequence list => list.Items,
        YamlValue.Scalar { IsNull: false } one => [one],
        _ => [],
    };

    public static string? TextOf(YamlValue? value) => value is YamlValue.Scalar { IsNull: false } scalar ? scalar.Text : null;
}

/// <param name="Image">As the file calls it; null when compose names it after the project.</param>
/// <param name="IsBuilt">Whether the image is made here.</param>
internal sealed record ComposeService(string? Image, bool IsBuilt)
{
    /// <summary>Whether the file has nothing against it.</summary>
    public bool IsPulled { get; init; } = true;

    /// <summary>What of this machine's files it gets to see.</summary>
    public ImmutableArray<ComposeMount> Mounts { get; init; } = [];
}
