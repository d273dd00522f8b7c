using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>What becomes of a wish.</summary>
internal abstract record Acceptance
{
    /// <summary>It will run, also if this process dies now.</summary>
    internal sealed record Accepted(Deployment Deployment) : Acceptance;

    /// <summary>Another deployment of the same project is under way, and the project does not queue.</summary>
    internal sealed record Busy : Acceptance;

    /// <summary>This very delivery is deployed already, or about to be.</summary>
    internal sealed record Duplicate(DeploymentId First) : Acceptance;

    /// <summary>It could not be written down, so it might have been lost.</summary>
    internal sealed record NotRecorded(string Reason) : Acceptance;

    /// <summary>The program is about to end.</summary>
    internal sealed record Stopping : Acceptance;

    /// <summary>It is not for this project after all.</summary>
    internal sealed record Skipped(string Reason) : Acceptance;

    /// <summary>There is no place for it.</summary>
    internal sealed record Refused(string Reason) : Acceptance;
}
