namespace PiDeployer.Deployments;

/// <summary>The coordinator's answer to a wish.</summary>
internal abstract record Acceptance
{
    internal sealed record Accepted(Deployment Deployment) : Acceptance;

    /// <summary>Another deployment of the same project is under way.</summary>
    internal sealed record Busy : Acceptance;

    /// <summary>The program is about to end.</summary>
    internal sealed record Stopping : Acceptance;
}
