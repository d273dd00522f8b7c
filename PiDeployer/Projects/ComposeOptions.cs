using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>How a project's containers are described and run.</summary>
internal sealed record ComposeOptions
{
    public static ComposeOptions Default { get; } = new();

    public ContainerEngine Engine { get; init; }

    /// <summary>Compose files, the later over the earlier, absolute or from the project's folder; empty for what compose finds there.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>In place of <c>.env</c>, absolute or from the project's folder.</summary>
    public ImmutableArray<string> EnvFiles { get; init; } = [];

    /// <summary>Whether images are built here: always, and then named after their commit; never; or, where it is null, where the compose files say how.</summary>
    public bool? Builds { get; init; }

    /// <summary>Null for the one that compose takes: the folder's name.</summary>
    public string? ProjectName { get; init; }

    /// <summary>A name that compose takes, made of one that it may not: no capitals, and a letter or a digit first.</summary>
    public static string NameOf(ProjectName name) => name.Value.ToLowerInvariant().TrimStart('-', '_') is { Length: > 0 } usable ? usable : "project";
}
