using System.Collections.Immutable;
using System.Globalization;
using PiDeployer.Deployments;
using PiDeployer.Deployments.Polling;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>What anybody may know: <c>/health</c>, <c>/status</c>, <c>/config</c>.</summary>
internal sealed class StatusEndpoints(LiveCatalog catalog, DeploymentCoordinator coordinator, DeploymentHistory history, Polls polls, Polls imagePolls, string stateDirectory, TimeProvider clock)
{
    private readonly long startedAt = clock.GetTimestamp();

    public IResult Health()
    {
        var uptime = clock.GetElapsedTime(startedAt);
        return Answers.Ok(
            new HealthAnswer("ok", Shown(uptime), (long)uptime.TotalSeconds, catalog.Current.Projects.Length), ApiJson.Readable.HealthAnswer);
    }

    /// <summary><c>?recent=20</c> adds how the last deployments went.</summary>
    public IResult Status(HttpContext http)
    {
        string? text = http.Request.Query["recent"];
        var recent = 0;
        if (text is not null && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out recent) || recent > RecentDeployments.Most))
            return Answers.Error(StatusCodes.Status400BadRequest, $"recent must be a whole number from 0 to {RecentDeployments.Most}.");
        var inFlight = coordinator.InFlight().ToLookup(entry => entry.Project);
        return Answers.Ok(new StatusAnswer(catalog.Current.All().Select(project => Status(project, inFlight[project.Name.Value], recent))), ApiJson.Readable.StatusAnswer);
    }

    public IResult Config()
    {
        var current = catalog.Current;
        return Answers.Ok(
            new ConfigAnswer(
                current.Defaults.DeepClone().AsObject(),
                current.All().Select(project => Config(project, new ModeConfig(project, current.Redaction.Apply), current.Redaction.Apply)),
                current.MaxParallel,
                current.Notifications?.DeepClone().AsObject()),
            ApiJson.Readable.ConfigAnswer);
    }

    /// <summary><c>1d 2h 3m</c>; leading zeros are left out, but never the minutes.</summary>
    public static string Shown(TimeSpan uptime)
    {
        var days = uptime.Days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{uptime.Days}d ") : "";
        var hours = uptime.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{uptime.Hours}h ") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{days}{hours}{uptime.Minutes}m");
    }

    private ProjectStatus Status(Project project, IEnumerable<DeploymentEntry> inFlight, int recent)
    {
        var last = history.Latest(project.Name);
        var underWay = inFlight.Select(entry => new DeploymentStatus(entry.Id, entry.State, null, entry.StartedAt)).ToList();
        return new ProjectStatus(
            project.Name.Value,
            project.Repository?.Value ?? "",
            BranchOf(project),
            project.Mode.ToName(),
            underWay.Count > 0,
            last?.StartedAt,
            last?.Success,
            last?.Duration is { } seconds ? Math.Round(seconds, 1) : null,
            last is null ? null : PublicError.Of(last.Error, last.Complaints ?? []),
            last?.Commit,
            last?.Url,
            last?.Id,
            last?.State,
            underWay.Count > 0 ? underWay : null,
            recent > 0 ? [.. history.Recent(project.Name).TakeLast(recent).Select(entry => new DeploymentStatus(entry.Id, entry.State, entry.Duration, entry.StartedAt))] : null,
            Shown(project.Tags),
            project.Group?.Value,
            project.Environment is { } environment ? new EnvironmentStatus(environment.Branch.Value, Address(environment), environment.Port, environment.PushedAt, environment.EndsAt) : null,
            project.BlueGreen is null ? null : SidesFile.Of(stateDirectory, project.Name).Serving?.ToName(),
            project.Environment is null ? project.Schedule?.Next(clock.GetUtcNow()) : null,
            Poll(project.Name, project.Poll, polls),
            Poll(project.Name, project.Stacks is null ? project.PollImages : null, imagePolls));
    }

    private static string Address(BranchEnvironment environment) => environment.Host is { } host ? $"http://{host}/" : $"http://127.0.0.1:{environment.Port}/";

    private static ProjectConfig Config(Project project, ModeConfig modes, Func<string, string> masked) => new(
        project.Name.Value,
        project.Repository?.Value ?? "",
        masked(project.Path),
        BranchOf(project),
        project.Mode.ToName(),
        project.Script is null ? null : masked(project.Script),
        project.Timeout.TotalSeconds,
        project.ServiceName,
        project.WebhookSecrets.IsEmpty ? null : Secret.Mask,
        project.HealthCheck is { } check
            ? new HealthCheckConfig(true, masked(check.Url.AbsoluteUri), check.Retries, check.Interval.TotalSeconds)
            : new HealthCheckConfig(false),
        project.QueuesWhenBusy ? "queue" : "reject",
        project.RollsBackOnFailure ? "auto" : "off",
        project.ResumesWhenInterrupted,
        project.History,
        Shown(project.Tags),
        Listed(project.Paths, masked),
        Listed(project.PathsIgnore, masked),
        project.RunsCompose || project.RunsStack || project.Stacks is not null ? project.Compose.Engine.ToString().ToLowerInvariant() : null,
        Listed(project.Compose.Files, masked),
        Listed(project.Compose.Profiles, masked),
        Listed(project.Compose.EnvFiles, masked),
        project.Compose.ProjectName,
        project.Services.IsEmpty ? null : [.. project.Services.Select(service => service.Value)],
        project.StackName,
        project.Stacks is { } stacks ? masked(stacks.Root) : null,
        project.Group?.Value,
        project.Forge?.ToName(),
        project.VariableSources.Names.Any() ? project.VariableSources.Names.ToDictionary(name => name, _ => Secret.Mask) : null,
        Listed(project.VariableSources.Files, masked),
        project.Compose.Builds,
        modes.BlueGreen,
        modes.HaProxy,
        modes.Caddy,
        modes.Environments,
        project.Schedule is { } schedule ? [.. schedule.Times.Select(times => times.Text)] : null,
        project.Schedule?.Zone.Id,
        project.Poll?.TotalSeconds,
        project.PollImages?.TotalSeconds,
        project.PollImages is null ? null : project.MinAge.TotalSeconds,
        project.Channels is { } channels ? [.. channels] : null);

    private static PollStatus? Poll(ProjectName project, TimeSpan? interval, Polls polls) =>
        interval is { } known ? new PollStatus(known.TotalSeconds, polls.StandingOf(project)?.LastAnswer, polls.StandingOf(project)?.Error) : null;

    /// <summary>Where nothing is pulled, there is none.</summary>
    private static string BranchOf(Project project) => project.Repository is null ? "" : project.Branch?.Value ?? "";

    private static List<string>? Shown(ImmutableArray<RefPattern> patterns) => patterns.IsEmpty ? null : [.. patterns.Select(pattern => pattern.Value)];

    private static List<string>? Listed(ImmutableArray<string> globs, Func<string, string> masked) => globs.IsEmpty ? null : [.. globs.Select(masked)];
}
