using System.Collections.Immutable;
using PiDeployer.Projects;
using PiDeployer.Values;
using YamlDotNet.Core;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// Reads a project's compose files itself, since podman-compose 1.0 cannot say what it makes of them: the later file over the earlier, and in the images' names <c>${NAME}</c>
/// and <c>${NAME:-default}</c> from <c>.env</c>.
/// </summary>
internal static class PodmanFiles
{
    /// <summary>In the order in which podman-compose looks for them; where there are several, its old versions would take them all.</summary>
    private static readonly ImmutableArray<string> Names = ["compose.yaml", "compose.yml", "podman-compose.yaml", ComposeFiles.Podman, "docker-compose.yml", "docker-compose.yaml"];

    /// <summary>With the files and the name said that its versions each find in ways of their own.</summary>
    public static ComposeOptions Named(Project project) => project.Compose with { Files = [.. FilesOf(project)], ProjectName = ProjectName(project) };

    /// <summary>What its containers are labelled with: what <c>compose_project</c> or the files say, or else the folder's name, as podman-compose takes it.</summary>
    public static string ProjectName(Project project)
    {
        if (project.Compose.ProjectName is { } given)
            return given;
        var said = Try(project, files => ComposeConfiguration.TextOf(files.Value("name")), out _);
        var folder = FilesOf(project) is [var first, ..] ? Path.GetDirectoryName(Path.GetFullPath(first, project.Path)) : project.Path;
        return said ?? Characters.Kept((Path.GetFileName(folder) ?? "").ToLowerInvariant(), c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
    }

    /// <summary>Null, with the failure, when there is none.</summary>
    public static (ComposeConfiguration? Configuration, StepResult Result) Read(Project project)
    {
        string? unknown = null;
        var configuration = Try(project, files => Configuration(project, files, out unknown), out var problem);
        return (problem ?? unknown) is { } why ? (null, new StepResult.Failed(why)) : (configuration, new StepResult.Succeeded());
    }

    private static string[] FilesOf(Project project)
    {
        if (!project.Compose.Files.IsEmpty)
            return [.. project.Compose.Files];
        if (Names.FirstOrDefault(name => File.Exists(Path.Combine(project.Path, name))) is not { } first)
            return [];
        var stem = Path.GetFileNameWithoutExtension(first);
        return [first, .. new[] { $"{stem}.override.yaml", $"{stem}.override.yml" }.Where(name => File.Exists(Path.Combine(project.Path, name))).Take(1)];
    }

    /// <summary>Null, with the problem, when the files cannot be read, or <paramref name="read"/> finds nothing in them.</summary>
    private static T? Try<T>(Project project, Func<YamlValue.Mapping, T?> read, out string? problem)
        where T : class
    {
        problem = null;
        try
        {
            var files = FilesOf(project);
            if (files.Length > 0)
                return read(files.Select(file => Parse(TextOf(project, file))).Aggregate((earlier, later) => Merge(later, earlier)));
            problem = $"there is no compose file in {project.Path}";
        }
        catch (YamlException e)
        {
            problem = $"the compose file cannot be read: line {e.Start.Line}, column {e.Start.Column}: {e.Message}";
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            problem = $"the compose file cannot be read: {e.Message}";
        }

        return null;
    }

    /// <param name="project">Whose.</param>
    /// <param name="files">All of them in one.</param>
    /// <param name="problem">The name of an image that is not known; null when there is none.</param>
    private static ComposeConfiguration Configuration(Project project, YamlValue.Mapping files, out string? problem)
    {
        problem = null;
        var settings = SmallFile.ReadText(Path.Combine(project.Path, ".env"), ComposeFiles.MaxBytes) ?? "";
        var (own, _) = EnvFile.Parse(settings, new Dictionary<string, string>());
        var variables = project.Variables.SetItems(own); // In podman-compose the file wins.
        var given = project.Variables.Keys.Where(name => !name.StartsWith(VariableSources.OurPrefix, StringComparison.Ordinal)).Select(name => $"{name}={project.Variables[name]}");
        var text = string.Join("\n\0", [.. FilesOf(project).Select(file => TextOf(project, file)), settings, .. given.Order(StringComparer.Ordinal)]);
        var configuration = ComposeConfiguration.Parse(text, files, project.Path);
        var services = new Dictionary<string, ComposeService>(StringComparer.Ordinal);
        foreach (var (name, service) in configuration.Services)
        {
            if (!IsOn(files.Inner("services")?.Inner(name)?.Value("profiles"), project.Compose.Profiles))
                continue;
            string? why = null;
            services[name] = service with { Image = service.Image is null ? null : Variables.Expand(service.Image, variables, out why) };
            problem ??= why is null ? null : $"the image of {name}: {why}";
        }

        return configuration with { Services = services, Name = ProjectName(project) };
    }

    private static bool IsOn(YamlValue? profiles, ImmutableArray<string> wanted) =>
        ComposeConfiguration.Items(profiles) is var needed && (needed.IsEmpty || needed.Any(profile => wanted.Contains(ComposeConfiguration.TextOf(profile) ?? "") || wanted.Contains("*")));

    private static string TextOf(Project project, string file) =>
        SmallFile.ReadText(Path.Combine(project.Path, file), ComposeFiles.MaxBytes) ?? throw new IOException($"{file} is no file, or larger than {ComposeFiles.MaxBytes / 1024} KiB");

    private static YamlValue.Mapping Parse(string text) =>
        YamlTree.Parse(text) as YamlValue.Mapping ?? throw new YamlException("it must be a mapping with the key 'services'");

    /// <summary>Key by key, and in the services key by key too.</summary>
    private static YamlValue.Mapping Merge(YamlValue.Mapping later, YamlValue.Mapping earlier)
    {
        var merged = later.Over(earlier);
        return later.Inner("services") is { } own && earlier.Inner("services") is { } before
            ? merged with { Entries = [.. merged.Entries.Select(entry => entry.Key == "services" ? entry with { Value = own.Over(before) } : entry)] }
            : merged;
    }
}
