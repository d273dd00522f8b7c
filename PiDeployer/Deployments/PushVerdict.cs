using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>What becomes of a push.</summary>
internal abstract record PushVerdict
{
    /// <summary>It is for none of the projects.</summary>
    internal sealed record Skipped(string Reason) : PushVerdict;

    /// <param name="Decisions">For each project that it is for, at least one.</param>
    internal sealed record Decided(ImmutableArray<PushDecision> Decisions) : PushVerdict;
}

/// <summary>What a push means for one project.</summary>
internal sealed record PushDecision(ProjectName Project, Acceptance Acceptance);
