namespace PiDeployer.Installation;

/// <summary>What <c>init</c> was asked.</summary>
/// <param name="Directory">Where <c>.env</c> and <c>projects.yml</c> shall be; absolute.</param>
/// <param name="IsDryRun">Says what would be done, and does nothing.</param>
internal sealed record InitOptions(string Directory, bool IsDryRun);
