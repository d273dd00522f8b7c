using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>A stack of a folder that is deployed.</summary>
/// <param name="HasChanged">Since it was deployed last.</param>
internal sealed record FoundStack(ProjectName Name, bool HasChanged);
