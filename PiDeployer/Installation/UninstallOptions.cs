namespace PiDeployer.Installation;

/// <summary>What <c>uninstall</c> was asked.</summary>
/// <param name="Directory">Absolute; null for where it is installed, or <see cref="Place.Usual"/>.</param>
/// <param name="IsPurge">Settings, history, logs and the user go too.</param>
/// <param name="IsDryRun">Says what would be done, and does nothing.</param>
/// <param name="IsSure">Does not ask before a purge.</param>
internal sealed record UninstallOptions(string? Directory, bool IsPurge, bool IsDryRun, bool IsSure);
