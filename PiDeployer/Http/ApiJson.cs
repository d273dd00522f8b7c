using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace PiDeployer.Http;

/// <summary>Every answer's shape. Members may be added; none that stands here is renamed or removed.</summary>
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(DeployAnswer))]
[JsonSerializable(typeof(CallAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(LogsAnswer))]
[JsonSerializable(typeof(ConfigAnswer))]
[JsonSerializable(typeof(ReloadAnswer))]
[JsonSerializable(typeof(RootAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Letters of every script are readable as they are. The answers are JSON and say so, and no browser may guess otherwise.</summary>
    public static ApiJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

internal sealed record ErrorAnswer(string Error, string? Project = null, IReadOnlyList<string>? Problems = null);

/// <param name="Status"><c>accepted</c>, <c>skipped</c>, <c>duplicate</c>, <c>refused</c>, <c>cancelled</c>, <c>cancelling</c>, <c>pong</c>.</param>
/// <param name="Project">The first project that is deployed.</param>
/// <param name="Id">Its deployment.</param>
/// <param name="Reason">Why nothing is done.</param>
/// <param name="Projects">All the push's projects, where it has several.</param>
internal sealed record DeployAnswer(
    string Status, string? Project = null, string? Id = null, string? Reason = null, IReadOnlyList<DeployAnswer>? Projects = null);

/// <summary>How what a call asked for ended. Some things stand here under two names, since the callers of two older programs look for them.</summary>
/// <param name="State">How the deployment ended, or <c>skipped</c> for a stack that had not changed.</param>
internal sealed record CallAnswer(bool Ok, bool Success, string State)
{
    public string? Project { get; init; }

    public string? Stack { get; init; }

    public string? Service { get; init; }

    public string? Id { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<CallStep>? Steps { get; init; }

    /// <summary>This and the next in UTC: <c>2026-11-21T14:05:07Z</c>.</summary>
    public string? StartedAt { get; init; }

    public string? FinishedAt { get; init; }

    /// <summary>Of an update of one service: what it ran, as its container called it. This and the next three are absent otherwise.</summary>
    public string? OldImage { get; init; }

    public string? OldImageId { get; init; }

    /// <summary>What it runs now, or was to run.</summary>
    public string? NewImage { get; init; }

    public string? NewImageId { get; init; }

    /// <summary>Whether what ran before runs again, because what was asked for failed.</summary>
    public bool RolledBack { get; init; }

    public string? Error { get; init; }

    /// <summary>The last output of the step that failed.</summary>
    public string? Logs { get; init; }

    /// <summary>Of a folder, each of its stacks; of a push, each of its projects.</summary>
    public IReadOnlyList<CallAnswer>? Results { get; init; }
}

/// <param name="ExitCode">Of its command; null where none ran to its end.</param>
/// <param name="Tail">The end of its output.</param>
internal sealed record CallStep(string Name, string Step, bool Ok, bool Success, long DurationMs, int? ExitCode, string Tail);

internal sealed record HealthAnswer(string Status, string Uptime, long UptimeSeconds, int Projects);

internal sealed record StatusAnswer(IEnumerable<ProjectStatus> Projects);

/// <param name="Branch">Or a pattern of branches; empty when only tags count.</param>
/// <param name="LastDeploy">When it began; this and the next three are absent before the first deployment.</param>
/// <param name="Duration">In seconds.</param>
/// <param name="LastId">The last deployment's; absent with the others.</param>
/// <param name="LastState">How it ended.</param>
/// <param name="CommitUrl">Where its forge shows the last deployment's commit; absent when nobody told.</param>
/// <param name="InFlight">What runs and what waits; absent when nothing does.</param>
/// <param name="Recent">How the last ones that began went, the oldest first; absent unless it is asked for.</param>
/// <param name="Group">The project in whose folder the stack is, or of whose branch it is the environment; absent when it is none's.</param>
/// <param name="Environment">Absent when it is no branch's.</param>
/// <param name="Serving"><c>blue</c> or <c>green</c>, as we left it; absent where there are no sides, or neither serves.</param>
/// <param name="NextRun">When its schedule has it deployed next; absent where it has none.</param>
/// <param name="Poll">How it stands with asking the remote; absent where it is not asked.</param>
/// <param name="PollImages">The same for the registries.</param>
internal sealed record ProjectStatus(
    string Name,
    string Repo,
    string Branch,
    string DeployMode,
    bool Deploying,
    DateTimeOffset? LastDeploy,
    bool? Success,
    double? Duration,
    string? Error,
    string? Commit,
    string? CommitUrl,
    string? LastId,
    string? LastState,
    IReadOnlyList<DeploymentStatus>? InFlight,
    IReadOnlyList<DeploymentStatus>? Recent,
    IReadOnlyList<string>? Tags,
    string? Group,
    EnvironmentStatus? Environment,
    string? Serving,
    DateTimeOffset? NextRun,
    PollStatus? Poll,
    PollStatus? PollImages);

/// <param name="Interval">In seconds.</param>
/// <param name="Last">When there was an answer; absent before the first one.</param>
/// <param name="Error">Why there is none now; absent when there was one.</param>
internal sealed record PollStatus(double Interval, DateTimeOffset? Last, string? Error);

/// <param name="Url">Where people find it.</param>
/// <param name="EndsAt">Unless somebody pushes before; null when it ends with the branch only.</param>
internal sealed record EnvironmentStatus(string Branch, string Url, int Port, DateTimeOffset PushedAt, DateTimeOffset? EndsAt);

/// <param name="State"><c>waiting</c>, <c>running</c>, <c>rolling_back</c>, <c>restarting</c>; or how it ended.</param>
/// <param name="Duration">In seconds; absent while it is in flight.</param>
/// <param name="StartedAt">Absent while it waits.</param>
internal sealed record DeploymentStatus(string Id, string State, double? Duration, DateTimeOffset? StartedAt);

internal sealed record LogsAnswer(string Project, IReadOnlyList<string> Lines);

internal sealed record ConfigAnswer(JsonObject Defaults, IEnumerable<ProjectConfig> Projects, int MaxParallel, JsonObject? Notifications);

/// <param name="Branch">Or a pattern of branches; empty when only tags count.</param>
/// <param name="Timeout">In seconds.</param>
/// <param name="Tags">This and those after it are absent when there are none.</param>
/// <param name="StacksFolder">Where its stacks are.</param>
/// <param name="Group">The project in whose folder the stack is.</param>
/// <param name="Forge">Where its repository is, as the file says.</param>
/// <param name="Env">The names of its variables; no value is shown.</param>
/// <param name="BlueGreen">This and the rest as <see cref="ModeConfig"/> shows them.</param>
internal sealed record ProjectConfig(
    string Name,
    string Repo,
    string Path,
    string Branch,
    string DeployMode,
    string? DeployScript,
    double Timeout,
    string ServiceName,
    string? WebhookSecret,
    HealthCheckConfig HealthCheck,
    string OnBusy,
    string Rollback,
    bool Resume,
    int History,
    IReadOnlyList<string>? Tags,
    IReadOnlyList<string>? Paths,
    IReadOnlyList<string>? PathsIgnore,
    string? Engine,
    IReadOnlyList<string>? ComposeFiles,
    IReadOnlyList<string>? ComposeProfiles,
    IReadOnlyList<string>? ComposeEnvFiles,
    string? ComposeProject,
    IReadOnlyList<string>? Services,
    string? StackName,
    string? StacksFolder,
    string? Group,
    string? Forge,
    IReadOnlyDictionary<string, string>? Env,
    IReadOnlyList<string>? EnvFile,
    bool? Build,
    JsonObject? BlueGreen,
    JsonObject? Haproxy,
    JsonObject? Caddy,
    JsonObject? Environments,
    IReadOnlyList<string>? Schedule,
    string? TimeZone,
    double? Poll,
    double? PollImages,
    double? MinAge,
    IReadOnlyList<string>? Notify);

/// <param name="Interval">In seconds.</param>
internal sealed record HealthCheckConfig(bool Enabled, string? Url = null, int? Retries = null, double? Interval = null);

internal sealed record ReloadAnswer(string Status, int Projects);

internal sealed record RootAnswer(string Service, string Version, IReadOnlyDictionary<string, string> Endpoints);
