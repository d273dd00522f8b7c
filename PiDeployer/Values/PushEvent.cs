namespace PiDeployer.Values;

/// <summary>What every forge's notice of a push becomes: one branch or tag that moved.</summary>
/// <param name="Ref">Which.</param>
/// <param name="IsDeletion">True when it is gone.</param>
/// <param name="Head">The newest commit, as the forge tells it; null when it told nothing usable.</param>
internal sealed record PushEvent(GitRef Ref, bool IsDeletion, Commit? Head)
{
    /// <summary>What came with it; null when the forge told nothing of that.</summary>
    public PushedCommits? Pushed { get; init; }
}
