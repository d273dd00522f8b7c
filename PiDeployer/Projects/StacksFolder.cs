using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>
/// A folder in which every subfolder with a compose file is a stack, which can be deployed by the folder's name. It is looked at anew each time, so that what a pull
/// or a person put there counts at once, and nothing that is not there can be named.
/// </summary>
/// <param name="root">Absolute.</param>
/// <param name="template">What holds for every stack; its name and path are nobody's.</param>
/// <param name="overrides">The same for those that have settings of their own.</param>
/// <param name="disabled">Stacks that are not ours to deploy.</param>
internal sealed class StacksFolder(string root, Project template, IReadOnlyDictionary<ProjectName, Project> overrides, IReadOnlySet<ProjectName> disabled)
{
    public string Root => root;

    /// <summary>Those of any stack.</summary>
    public IEnumerable<Project> Settings => overrides.Values.Prepend(template);

    /// <summary>Null when there is no such stack.</summary>
    /// <remarks>A link is not followed, since it may lead out of the folder.</remarks>
    public Project? Find(ProjectName name)
    {
        var folder = new DirectoryInfo(Path.Combine(root, name.Value));
        if (disabled.Contains(name) || !folder.Exists || folder.LinkTarget is not null || ComposeFiles.FindIn(folder.FullName) is not { } file)
            return null;
        var settings = overrides.GetValueOrDefault(name, template);
        return settings with
        {
            Name = name,
            Path = folder.FullName,
            ServiceName = name.Value,
            Compose = file == ComposeFiles.Podman && settings.Compose.Files.IsEmpty ? settings.Compose with { Files = [file] } : settings.Compose,
        };
    }

    /// <summary>Whether it would be ours if it were there.</summary>
    public bool Lacks(ProjectName name) => !disabled.Contains(name) && Find(name) is null;

    /// <summary>The subfolders with a compose file that are no stacks nevertheless, and why.</summary>
    public IEnumerable<(string Name, string Why)> LeftOut()
    {
        foreach (var folder in Folders())
        {
            var name = Path.GetFileName(folder);
            if (ComposeFiles.FindIn(folder) is null || name.StartsWith('.'))
                continue;
            if (!ProjectName.TryParse(name, out var stack))
                yield return (name, "a stack's name has 1 to 100 of a-z, A-Z, 0-9, _ and -");
            else if (disabled.Contains(stack))
                yield return (name, "projects.yml has `enabled: false` for it");
            else if (new DirectoryInfo(folder).LinkTarget is not null)
                yield return (name, "links are not followed");
        }
    }

    /// <summary>All there are, by name.</summary>
    public IEnumerable<Project> All()
    {
        foreach (var folder in Folders())
        {
            if (ProjectName.TryParse(Path.GetFileName(folder), out var name) && Find(name) is { } stack)
                yield return stack;
        }
    }

    private string[] Folders()
    {
        try
        {
            var folders = Directory.GetDirectories(root);
            Array.Sort(folders, StringComparer.Ordinal);
            return folders;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return []; // Not cloned yet, or not ours to read; a deployment of the folder will say so.
        }
    }
}
