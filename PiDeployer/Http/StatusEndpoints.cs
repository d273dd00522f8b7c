using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>What anybody may know: <c>/health</c>, <c>/status</c>, <c>/config</c>.</summary>
internal sealed partial class StatusEndpoints(LiveCatalog catalog, DeploymentCoordinator coordinator, LatestResults results, TimeProvider clock)
{
    private readonly long startedAt = clock.GetTimestamp();

    public IResult Health()
    {
        var uptime = clock.GetElapsedTime(startedAt);
        return Answers.Ok(
            new HealthAnswer("ok", Shown(uptime), (long)uptime.TotalSeconds, catalog.Current.Projects.Length), ApiJson.Readable.HealthAnswer);
    }

    public IResult Status() => Answers.Ok(new StatusAnswer(catalog.Current.Projects.Select(Status)), ApiJson.Readable.StatusAnswer);

    public IResult Config()
    {
        var current = catalog.Current;
        string Masked(string text) => current.Redaction.Apply(Login().Replace(text, Secret.Mask));
        return Answers.Ok(
            new ConfigAnswer(Shown(current.Defaults, Masked), current.Projects.Select(project => Config(project, Masked)), current.MaxParallel),
            ApiJson.Readable.ConfigAnswer);
    }

    /// <summary><c>1d 2h 3m</c>; leading zeros are left out, but never the minutes.</summary>
    public static string Shown(TimeSpan uptime)
    {
        var days = uptime.Days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{uptime.Days}d ") : "";
        var hours = uptime.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{uptime.Hours}h ") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{days}{hours}{uptime.Minutes}m");
    }

    private ProjectStatus Status(Project project)
    {
        var last = results.Find(project.Name);
        return new ProjectStatus(
            project.Name.Value,
            project.Repository.Value,
            project.Branch.Value,
            project.Mode.ToName(),
            coordinator.IsDeploying(project.Name),
            last?.StartedAt,
            last?.Succeeded,
            last is null ? null : Math.Round(last.Duration.TotalSeconds, 1),
            last?.Error,
            last?.Commit?.Id.Value);
    }

    private static ProjectConfig Config(Project project, Func<string, string> masked) => new(
        project.Name.Value,
        project.Repository.Value,
        masked(project.Path),
        project.Branch.Value,
        project.Mode.ToName(),
        project.Script is null ? null : masked(project.Script),
        project.Timeout.TotalSeconds,
        project.ServiceName,
        project.WebhookSecret is null ? null : Secret.Mask,
        project.HealthCheck is { } check
            ? new HealthCheckConfig(true, masked(check.Url.AbsoluteUri), check.Retries, check.Interval.TotalSeconds)
            : new HealthCheckConfig(false));

    private static JsonObject Shown(JsonObject mapping, Func<string, string> masked) =>
        new(mapping.Select(entry => KeyValuePair.Create(entry.Key, Shown(entry.Value, masked))));

    private static JsonNode? Shown(JsonNode? value, Func<string, string> masked) => value switch
    {
        JsonObject mapping => Shown(mapping, masked),
        JsonArray items => new JsonArray([.. items.Select(item => Shown(item, masked))]),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => masked(text.GetValue<string>()),
        _ => value?.DeepClone(),
    };

    /// <summary>The name and password in an address, also in one that <c>${VAR}</c> still keeps from being one.</summary>
    [GeneratedRegex(@"(?<=://)[^/?#\s]*(?=@)")]
    private static partial Regex Login();
}
