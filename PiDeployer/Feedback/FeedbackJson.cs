using System.Text.Json.Serialization;

namespace PiDeployer.Feedback;

/// <summary>The bodies that forges document, each in a record with their names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GitHubStatus))]
[JsonSerializable(typeof(GitHubDeployment))]
[JsonSerializable(typeof(GitHubDeploymentStatus))]
[JsonSerializable(typeof(GitHubNumbered))]
[JsonSerializable(typeof(GitHubNumbered[]))]
[JsonSerializable(typeof(GiteaStatus))]
[JsonSerializable(typeof(GitLabStatus))]
internal sealed partial class FeedbackJson : JsonSerializerContext;

internal sealed record GitHubStatus(string State, string? TargetUrl, string Description, string Context);

/// <param name="Ref">The commit.</param>
/// <param name="AutoMerge">Whether GitHub merges the default branch into it first.</param>
/// <param name="RequiredContexts">Statuses that have to be there first; empty for none.</param>
internal sealed record GitHubDeployment(string Ref, bool AutoMerge, string[] RequiredContexts, string Environment, string Description);

internal sealed record GitHubDeploymentStatus(string State, string Environment, string? LogUrl, string? EnvironmentUrl, string Description);

/// <summary>Of what GitHub made or lists, all that is needed.</summary>
internal sealed record GitHubNumbered(long Id);

internal sealed record GiteaStatus(string State, string? TargetUrl, string Description, string Context);

internal sealed record GitLabStatus(string State, string? TargetUrl, string Description, string Name);
