namespace PiDeployer.Installation;

/// <summary>What <c>install</c> was asked.</summary>
/// <param name="User">Whom the service runs as; null for the one who it runs as already, who called sudo, or one made for it.</param>
/// <param name="Directory">Absolute; null for where it is installed already, or <see cref="Place.Usual"/>.</param>
/// <param name="IsDryRun">Says what would be done, and does nothing.</param>
/// <param name="Starts">False to leave the service as it is.</param>
/// <param name="IsHardened">The stricter form, which is kept where it is already.</param>
internal sealed record InstallOptions(string? User, string? Directory, bool IsDryRun, bool Starts, bool IsHardened);
