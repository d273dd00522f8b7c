using System.Collections.Immutable;
using System.Text;
using PiDeployer.Processes;
using PiDeployer.Values;
using YamlDotNet.Core;

namespace PiDeployer.Projects;

/// <summary>What a reading of <c>projects.yml</c> came to.</summary>
internal abstract record ProjectsFileResult
{
    internal sealed record Loaded(ProjectCatalog Catalog) : ProjectsFileResult;

    /// <summary>Every problem at once, each ready to print.</summary>
    internal sealed record Invalid(ImmutableArray<string> Problems) : ProjectsFileResult;
}

/// <summary>Reads <c>projects.yml</c> into a catalog, or says everything that is wrong with it.</summary>
/// <param name="path">The file.</param>
/// <param name="environment">Where <c>${VAR}</c> looks.</param>
/// <param name="secrets">The program's own, to be hidden together with the file's.</param>
/// <param name="stacksRoot">A folder of stacks besides those in the file; null when there is none.</param>
/// <param name="environmentsDirectory">Absolute; where the environments of branches are.</param>
internal sealed class ProjectsFile(string path, IReadOnlyDictionary<string, string> environment, ImmutableArray<Secret> secrets, StacksRoot? stacksRoot = null, string environmentsDirectory = "/none")
{
    public const int MaxBytes = 1024 * 1024;

    private const int DefaultMaxParallel = 2;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Mark FileStart = new(0, 1, 1);

    /// <summary>Says only what the defaults need not say. Mistakes in the defaults show in it even where no project inherits them.</summary>
    private static readonly YamlValue Heir =
        YamlTree.Parse("{ name: heir, repo: some/heir, path: /, deploy_script: heir, health_check: { url: http://localhost } }") ?? throw new InvalidOperationException();

    private static readonly YamlValue.Mapping NoProjects = new(FileStart, [new YamlEntry(FileStart, "projects", new YamlValue.Sequence(FileStart, []))]);

    /// <summary>All that any reading knew: what a project called a secret yesterday is still one, and may still stand in the environment.</summary>
    private readonly HashSet<Secret> known = [.. secrets];

    public ProjectsFileResult Load() => Load(null);

    /// <param name="content">Of the file, where it was read already; else it is read.</param>
    public ProjectsFileResult Load(byte[]? content)
    {
        var name = Path.GetFileName(path);
        var problems = new FileProblems(name);
        try
        {
            if (TextOf(content ?? ReadContent(), problems) is { } text && Parse(text, problems) is { } root && Read(root, problems) is { } catalog)
                return new ProjectsFileResult.Loaded(catalog);
        }
        catch (YamlException e)
        {
            problems.Add(e.Start, $"not valid YAML: {e.Message}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && stacksRoot is { StandsAlone: true } && Read(NoProjects, problems) is { } stacks)
        {
            return new ProjectsFileResult.Loaded(stacks);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ProjectsFileResult.Invalid([$"{name}: there is no file {path}; write one, or name another with PROJECTS_CONFIG"]);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return new ProjectsFileResult.Invalid([$"{name}: cannot be read: {e.Message}"]);
        }

        var hidden = new Redaction(known); // A mistake may quote a value that ${VAR} brought in.
        return new ProjectsFileResult.Invalid([.. problems.All.Select(hidden.Apply)]);
    }

    /// <returns>One byte more than is allowed of what is larger.</returns>
    private byte[] ReadContent()
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..length];
    }

    private static string? TextOf(ReadOnlySpan<byte> content, FileProblems problems)
    {
        if (content.Length > MaxBytes)
        {
            problems.Add(FileStart, "the file is larger than 1 MB");
            return null;
        }

        if (content.IndexOf((byte)0) is var zero and >= 0)
        {
            // The parser would take it for the end of the file, and projects would be missing in silence.
            problems.Add(At(content[..zero]), "the file holds a zero byte; was it damaged?");
            return null;
        }

        try
        {
            return Utf8.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            problems.Add(At(content[..Math.Max(0, e.Index)]), "the file is not UTF-8");
            return null;
        }
    }

    private static Mark At(ReadOnlySpan<byte> before) => new(before.Length, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));

    private static YamlValue.Mapping? Parse(string text, FileProblems problems)
    {
        if (YamlTree.Parse(text) is YamlValue.Mapping root)
            return root;
        problems.Add(FileStart, "the file must be a mapping with the key 'projects'");
        return null;
    }

    private ProjectCatalog? Read(YamlValue.Mapping root, FileProblems problems)
    {
        var file = new MappingReader(root, environment, problems);
        var maxParallel = file.WholeNumber("max_parallel", 1, 64) ?? DefaultMaxParallel;
        var defaults = file.Mapping("defaults") ?? new MappingReader(new YamlValue.Mapping(FileStart, []), environment, problems);
        var channels = ChannelsReader.Read(file);
        var shown = file.Mapping("notifications");
        string[] channelNames = [.. shown?.Keys ?? [], ChannelSettings.Telegram];
        var entries = file.Entries("projects");
        file.RejectUnknownKeys();
        if (entries is null)
        {
            if (file.Lacks("projects"))
                file.Reject("projects", "there is no list of projects; write `projects: []` if there shall be none");
            return null;
        }

        _ = ProjectReader.Read(new MappingReader((YamlValue.Mapping)Heir, environment, problems).Over(defaults), channelNames);
        var projects = ImmutableArray.CreateBuilder<Project>();
        var firstLine = new Dictionary<ProjectName, long>();
        if (stacksRoot is not null && ProjectReader.Read(stacksRoot.Entry(defaults), channelNames) is { } stacks)
            projects.Add(stacks);
        foreach (var entry in entries)
        {
            if (ProjectReader.Read(entry.Over(defaults), channelNames) is not { } project)
                continue;
            if (stacksRoot is not null && project.Name.Value == StacksRoot.Name)
                entry.Reject("name", $"the name '{project.Name}' is that of the folder STACKS_ROOT");
            else if (!firstLine.TryAdd(project.Name, entry.Start.Line))
                entry.Reject("name", $"the name '{project.Name}' is already used by the project at line {firstLine[project.Name]}");
            projects.Add(project);
        }

        if (problems.Any)
            return null;
        var all = projects.ToImmutable();
        known.UnionWith(ProjectCatalog.SecretsOf(all));
        known.UnionWith(channels.SelectMany(channel => channel.Target.Secrets));
        var hidden = new Redaction(known);
        return new ProjectCatalog(all, maxParallel, defaults.ToJson(hidden.Apply), hidden, environmentsDirectory) { Channels = channels, Notifications = shown?.ToJson(hidden.Apply) };
    }
}
