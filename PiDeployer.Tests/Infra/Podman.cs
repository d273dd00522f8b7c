namespace PiDeployer.Tests.Infra;

/// <summary>The other engine. It has no images but those that come from a <see cref="LocalRegistry"/>.</summary>
internal static class Podman
{
    /// <summary>Why there is none to test with; null when there is.</summary>
    /// <remarks>It is said as it is for Docker's engine, which makes the images, see <see cref="DockerImages.MissingReason"/>.</remarks>
    public static string? MissingReason =>
        LocalRegistry.MissingReason ?? (Environment.GetEnvironmentVariable("PIDEPLOYER_NO_PODMAN") is { Length: > 0 } reason ? reason : null);
}
