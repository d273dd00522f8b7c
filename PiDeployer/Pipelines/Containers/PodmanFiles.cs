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
    /// <summary>Null, with the failure, when there is none.</summary>
    public static (ComposeConfiguration? Configuration, StepResult Result) Read(Project project)
    {
        try
        {
            var files = !project.Compose.Files.IsEmpty ? project.Compose.Files : ComposeFiles.FindIn(project.Path) is { } found ? [found] : [];
            if (files.IsEmpty)
                return (null, new StepResult.Failed($"there is no compose file in {project.Path}"));
            var texts = files.Select(file => File.ReadAllText(Path.Combine(project.Path, file))).ToList();
            var env = Path.Combine(project.Path, ".env");
            var settings = File.Exists(env) ? File.ReadAllText(env) : "";
            var (variables, _) = EnvFile.Parse(settings, new Dictionary<string, string>());
            var configuration = ComposeConfiguration.Parse(string.Join("\n\0", [.. texts, settings]), texts.Select(Parse).Aggregate((earlier, later) => Merge(later, earlier)), project.Path);
            return (WithImages(configuration, variables, out var problem), problem is null ? new StepResult.Succeeded() : new StepResult.Failed(problem));
        }
        catch (YamlException e)
        {
            return (null, new StepResult.Failed($"the compose file cannot be read: line {e.Start.Line}, column {e.Start.Column}: {e.Message}"));
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return (null, new StepResult.Failed($"the compose file cannot be read: {e.Message}"));
        }
    }

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

    private static ComposeConfiguration? WithImages(ComposeConfiguration configuration, IReadOnlyDictionary<string, string> variables, out string? problem)
    {
        problem = null;
        var services = new Dictionary<string, ComposeService>(StringComparer.Ordinal);
        foreach (var (name, service) in configuration.Services)
        {
            string? why = null;
            var image = service.Image is null ? null : Variables.Expand(service.Image, variables, out why);
            problem ??= why is null ? null : $"the image of {name}: {why}";
            services[name] = service with { Image = image };
        }

        return problem is null ? configuration with { Services = services } : null;
    }
}
