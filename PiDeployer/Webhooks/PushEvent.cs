using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>What every forge's notice of a push becomes.</summary>
/// <param name="Repository">Where it was pushed.</param>
/// <param name="Ref">What moved.</param>
/// <param name="IsDeletion">True when the branch or tag is gone.</param>
/// <param name="Head">The newest commit, as the forge tells it; null when it told nothing usable.</param>
internal sealed record PushEvent(RepositoryName Repository, GitRef Ref, bool IsDeletion, Commit? Head);
