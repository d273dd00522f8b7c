using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Reads what an entry of <c>projects.yml</c> says of its stacks: <c>stacks: { folder: …, overrides: { NAME: { … } } }</c>.</summary>
internal static class StacksReader
{
    /// <summary>What a stack has from its folder's entry, or from the defaults, unless it says otherwise.</summary>
    private static readonly string[] Inherited =
        ["timeout", "on_busy", "rollback", "resume", "history", "webhook_secret", "engine", "compose_profiles", "compose_env_files", "build", "env", "env_file", "time_zone", "poll_images", "min_age", "notify"];

    /// <summary>What a stack cannot have otherwise.</summary>
    private static readonly string[] OfTheFolder =
        ["name", "repo", "path", "branch", "tags", "paths", "paths_ignore", "deploy_mode", "deploy_script", "service_name", "stacks", "forge"];

    /// <summary>What of the defaults holds for a folder that the file does not name.</summary>
    public static MappingReader OfFolder(MappingReader defaults) => defaults.Only(Inherited);

    /// <param name="entry">The folder's own, defaults merged in.</param>
    /// <param name="group">Its name.</param>
    /// <param name="path">Its checkout.</param>
    /// <param name="channels">As in <see cref="ProjectReader.Read"/>.</param>
    /// <returns>Null when anything is wrong; all of it has been reported then.</returns>
    public static StacksFolder? Read(MappingReader entry, ProjectName group, string path, IReadOnlyCollection<string> channels)
    {
        var section = entry.Mapping("stacks");
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(path, section?.Text("folder") ?? ".")));
        if (root != path && !root.StartsWith(path == "/" ? path : $"{path}/", StringComparison.Ordinal))
            section?.Reject("folder", $"the folder must be inside {path}");

        var inherited = entry.Only(Inherited);
        var template = Stack(inherited, group, group.Value, root, channels);
        var overrides = new Dictionary<ProjectName, Project>();
        var disabled = new HashSet<ProjectName>();
        foreach (var (key, own) in section?.Children("overrides") ?? [])
        {
            own.Reject(OfTheFolder, "cannot be another for one stack; make it a project of its own");
            if (!ProjectName.TryParse(key, out var name))
                own.Reject(key, $"the stack '{key}' cannot be named: 1 to 100 of a-z, A-Z, 0-9, _ and -");
            else if (own.Flag("enabled") == false)
                disabled.Add(name);
            else if (Stack(own.Without(["enabled", .. OfTheFolder]).Over(inherited), group, key, root, channels) is { } stack)
                overrides[name] = stack;
        }

        section?.RejectUnknownKeys();
        return template is null ? null : new StacksFolder(root, template, overrides, disabled);
    }

    private static Project? Stack(MappingReader settings, ProjectName group, string name, string root, IReadOnlyCollection<string> channels) =>
        ProjectReader.Read(settings.With(("name", name), ("path", Path.Combine(root, name)), ("deploy_mode", DeployMode.ComposeUpdate.ToName())), channels) is { } stack
            ? stack with { Group = group }
            : null;
}
