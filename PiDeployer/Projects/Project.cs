using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>One entry of <c>projects.yml</c>, its defaults merged in and every field checked.</summary>
internal sealed record Project
{
    public required ProjectName Name { get; init; }

    public required RepositoryName Repository { get; init; }

    /// <summary>The checkout; absolute.</summary>
    public required string Path { get; init; }

    public required BranchName Branch { get; init; }

    public required DeployMode Mode { get; init; }

    /// <summary>Absolute; null when the mode alone decides. Always there for <see cref="DeployMode.ScriptOnly"/>.</summary>
    public string? Script { get; init; }

    /// <summary>For the whole deployment.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The unit that <see cref="DeployMode.Systemd"/> restarts.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Its own; null when the global one counts.</summary>
    public Secret? WebhookSecret { get; init; }

    /// <summary>Null when nobody is asked.</summary>
    public HealthCheckSettings? HealthCheck { get; init; }
}

/// <param name="Url">Any 2xx from it is health.</param>
/// <param name="Retries">Tries altogether, at least one.</param>
/// <param name="Interval">Between two tries.</param>
internal sealed record HealthCheckSettings(Uri Url, int Retries, TimeSpan Interval);
