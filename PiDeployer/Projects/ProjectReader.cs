using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Turns one merged mapping of <c>projects.yml</c> into a <see cref="Project"/>.</summary>
internal static class ProjectReader
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(300);

    /// <summary>More than the steps of an update may take by their own usual limits together.</summary>
    private static readonly TimeSpan DefaultStacksTimeout = TimeSpan.FromHours(1);

    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private const int DefaultRetries = 3;
    private const int MaxHistory = 100_000;

    private static readonly RefPattern DefaultBranch = RefPattern.TryParse("main", out var main) ? main : throw new InvalidOperationException();

    /// <summary>Null when a required field is missing or anything is wrong; all of it has been reported then.</summary>
    /// <param name="entry">The project's own, defaults merged in.</param>
    /// <param name="channels">The names of those that <c>notify</c> may list.</param>
    public static Project? Read(MappingReader entry, IReadOnlyCollection<string> channels)
    {
        var name = Required<ProjectName>(entry, "name", ProjectName.TryParse, "is not usable: 1 to 100 of a-z, A-Z, 0-9, _ and -");
        var mode = Mode(entry);
        var (repository, address) = Repository(entry, mode);
        var path = Required<string>(entry, "path", TryParseAbsolutePath, "is not an absolute path");
        var branch = entry.Parsed<RefPattern>("branch", RefPattern.TryParse, "is not the bare name of a branch, such as main, or a pattern, such as release/*");
        var tags = entry.Texts<RefPattern>("tags", RefPattern.TryParse, "is not the bare name of a tag, such as v1.0, or a pattern, such as v*");
        var paths = entry.Texts<string>("paths", PathGlob.TryParse, PathGlob.Rule);
        var ignored = entry.Texts<string>("paths_ignore", PathGlob.TryParse, PathGlob.Rule);
        var script = entry.Text("deploy_script");
        var isNew = MayBeWithoutRepository(mode) || !entry.Lacks("environments"); // An environment is updated in place, whatever the mode says.
        var timeout = entry.Duration("timeout", Shortest, Longest) ?? (isNew ? DefaultStacksTimeout : DefaultTimeout);
        var service = entry.Parsed<string>("service_name", TryParseUnitName, "is not a name that a systemd unit can have");
        var secrets = entry.Texts<Secret>("webhook_secret", Secret.TryCreate, "is blank, and a blank secret protects nothing");
        var healthCheck = entry.Mapping("health_check") is { } section ? HealthCheck(section, hasPort: mode == DeployMode.BlueGreen || !entry.Lacks("environments")) : null;
        var onBusy = entry.OneOf("on_busy", ["reject", "queue"]);
        var rollback = entry.OneOf("rollback", ["auto", "off"]);
        var resume = entry.Flag("resume") ?? false;
        var history = entry.WholeNumber("history", 1, MaxHistory) ?? Project.DefaultHistory;
        var forge = entry.OneOf("forge", ForgeKinds.All);
        var notified = Notified(entry, channels);
        var compose = ComposeReader.Read(entry);
        var stackName = SwarmReader.Read(entry, mode, name, compose);
        var variables = VariablesReader.Read(entry);
        var services = entry.Texts<ServiceName>("services", ServiceName.TryParse, "is not the name of a service");
        var blueGreen = BlueGreenReader.Read(entry, name, mode == DeployMode.BlueGreen);
        var environments = EnvironmentsReader.Read(entry, name, mode);
        var followed = branch ?? (tags.IsEmpty ? DefaultBranch : null);
        var schedule = ScheduleReader.Read(entry, WhyNoSchedule(followed, tags.Length > 0, environments is not null));
        var poll = PollReader.Read(entry, repository is not null);
        var (pollImages, minAge) = PollReader.ReadImages(entry, mode, compose, environments is not null);
        var stacks = mode == DeployMode.Stacks && name is not null && path is not null ? StacksReader.Read(entry, name, path, channels) : null;

        if (mode == DeployMode.ScriptOnly && entry.Lacks("deploy_script"))
            entry.Reject("deploy_mode", "deploy_mode script-only needs a deploy_script");
        if (mode == DeployMode.ScriptOnly && rollback == "auto")
            entry.Reject("rollback", "rollback auto cannot work with deploy_mode script-only: what the script does is not known here, so it cannot be taken back");
        if (mode == DeployMode.ScriptOnly && (paths.Length > 0 || ignored.Length > 0))
            entry.Reject(paths.Length > 0 ? "paths" : "paths_ignore", "paths and paths_ignore need a mode that pulls, which script-only does not");
        if (mode == DeployMode.Stacks && !entry.Lacks("deploy_script"))
            entry.Reject("deploy_script", "a folder of stacks has no deploy_script");
        if (mode == DeployMode.Stacks && healthCheck is not null)
            entry.Reject("health_check", "each stack is checked by itself: put its health_check into stacks.overrides, and here `enabled: false` where the defaults say true");
        if (environments is not null && compose.Engine != ContainerEngine.Docker)
            entry.Reject("engine", "environments work with docker only");
        if (environments is not null && (branch ?? DefaultBranch).Exact is not null)
            entry.Reject("environments", "environments are for several branches: branch must be a pattern, such as feature/*");
        if (mode == DeployMode.BlueGreen && compose.Engine != ContainerEngine.Docker)
            entry.Reject("engine", "deploy_mode blue-green works with docker only");
        if (mode == DeployMode.Systemd && service is null && entry.Lacks("service_name") && name?.Value[0] == '-')
            entry.Reject("name", "a unit's name may not begin with a dash; say its service_name");
        entry.RejectUnknownKeys();
        var hasItsOwn = mode switch
        {
            DeployMode.Stacks => stacks is not null,
            DeployMode.Swarm => stackName is not null,
            DeployMode.BlueGreen => blueGreen is not null,
            _ => true,
        };
        if (name is null || path is null || (repository is null && !MayBeWithoutRepository(mode)) || !hasItsOwn)
            return null;

        return new Project
        {
            Name = name,
            Repository = repository,
            RepositoryAddress = address,
            Path = path,
            Branch = followed,
            Tags = tags,
            Paths = paths,
            PathsIgnore = ignored,
            Mode = mode,
            Script = script is null ? null : Path.Combine(path, script),
            Timeout = timeout,
            ServiceName = service ?? name.Value,
            WebhookSecrets = secrets,
            HealthCheck = healthCheck,
            BlueGreen = blueGreen,
            PublicAddress = blueGreen?.Url,
            Environments = environments,
            Schedule = schedule,
            Poll = poll,
            PollImages = pollImages,
            MinAge = minAge,
            QueuesWhenBusy = onBusy is null ? isNew : onBusy == "queue",
            ResumesWhenInterrupted = resume,
            RollsBackOnFailure = mode switch
            {
                DeployMode.Stacks => false,
                DeployMode.BlueGreen => true, // A side that failed never serves, so there is nothing else that could be wanted.
                _ => isNew ? rollback != "off" : rollback == "auto",
            },
            History = history,
            Forge = forge is null ? null : ForgeKinds.Parse(forge),
            Channels = notified,
            Compose = compose,
            VariableSources = variables,
            Variables = variables.Values,
            Services = services,
            StackName = stackName,
            Stacks = stacks,
        };
    }

    /// <summary>A section of stacks decides; the mode may come from the defaults.</summary>
    private static DeployMode Mode(MappingReader entry)
    {
        var mode = entry.OneOf("deploy_mode", DeployModes.All) is { } name ? DeployModes.Parse(name) : DeployMode.DockerCompose;
        return entry.Lacks("stacks") ? mode : DeployMode.Stacks;
    }

    /// <summary>Those that may have no repository, since all they need may be images. They have no old contract to keep either, so that their defaults can be what most people want.</summary>
    private static bool MayBeWithoutRepository(DeployMode mode) => mode is DeployMode.ComposeUpdate or DeployMode.Stacks or DeployMode.BlueGreen or DeployMode.Swarm;

    /// <summary>The address is null where only the name is written.</summary>
    private static (RepositoryName? Name, RepositoryAddress? Address) Repository(MappingReader entry, DeployMode mode)
    {
        if (entry.Text("repo") is { } text && text.Contains(':', StringComparison.Ordinal))
        {
            var address = entry.Parsed<RepositoryAddress>("repo", RepositoryAddress.TryParse, "is not the address of a repository, like https://git.example.org/owner/repo");
            return (address?.Path, address);
        }

        const string Rule = "is not a full name like owner/repo, or an address like https://git.example.org/owner/repo";
        return (MayBeWithoutRepository(mode) ? entry.Parsed<RepositoryName>("repo", RepositoryName.TryParse, Rule) : Required<RepositoryName>(entry, "repo", RepositoryName.TryParse, Rule), null);
    }

    /// <summary>Nobody would say what is to be deployed.</summary>
    private static string? WhyNoSchedule(RefPattern? branch, bool hasTags, bool hasEnvironments) =>
        hasEnvironments ? "a schedule cannot tell which of the environments it means"
        : hasTags || branch?.Exact is null ? "a schedule needs one branch; it cannot tell which of several branches or tags it means"
        : null;

    private static T? Required<T>(MappingReader entry, string key, TryParse<T> parse, string rule)
        where T : class
    {
        if (entry.Lacks(key))
            entry.Reject(key, $"a project needs a {key}");
        return entry.Parsed(key, parse, rule);
    }

    /// <summary>Null when it says nothing; an empty list is somebody who wants to hear nothing.</summary>
    private static ImmutableArray<string>? Notified(MappingReader entry, IReadOnlyCollection<string> channels)
    {
        if (entry.Lacks("notify"))
            return null;
        var named = entry.Texts<string>("notify", NonEmpty, "names no channel");
        foreach (var unknown in named.Where(name => !channels.Contains(name)))
            entry.Reject("notify", $"there is no channel '{unknown}' under notifications{Suggestion.For(unknown, channels)}");
        return named;
    }

    private static bool NonEmpty(string text, [NotNullWhen(true)] out string? name)
    {
        name = text.Length > 0 ? text : null;
        return name is not null;
    }

    /// <param name="section">What is written.</param>
    /// <param name="hasPort">Whether <c>{port}</c> in the address means something.</param>
    private static HealthCheckSettings? HealthCheck(MappingReader section, bool hasPort)
    {
        var enabled = section.Flag("enabled") ?? false;
        var template = hasPort && section.Text("url") is { } text && text.Contains(HealthCheckSettings.PortOfSide, StringComparison.Ordinal) ? text : null;
        var url = section.Parsed<Uri>("url", template is null ? HttpAddress.TryParse : HealthCheckSettings.TryParseTemplate, HttpAddress.Rule);
        var retries = section.WholeNumber("retries", 1, 1000) ?? DefaultRetries;
        var interval = section.Duration("interval", TimeSpan.Zero, Longest) ?? DefaultInterval;
        section.RejectUnknownKeys();
        if (!enabled)
            return null;
        if (section.Lacks("url"))
            section.Reject("enabled", "health_check is enabled but has no url");
        return url is null ? null : new HealthCheckSettings(url, retries, interval) { Template = template };
    }

    private static bool TryParseAbsolutePath(string text, [NotNullWhen(true)] out string? path)
    {
        path = text.StartsWith('/') && !text.Any(char.IsControl) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(text)) : null;
        return path is not null;
    }

    /// <summary>The characters of <c>systemd.unit(5)</c>; and no leading dash, since the name becomes an argument.</summary>
    private static bool TryParseUnitName(string text, [NotNullWhen(true)] out string? unit)
    {
        unit = text is { Length: > 0 and <= 255 } && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || ":_.\\@-".Contains(c, StringComparison.Ordinal))
            ? text
            : null;
        return unit is not null;
    }
}
