namespace PiDeployer.Projects;

/// <summary>What runs a project's containers.</summary>
internal enum ContainerEngine
{
    /// <summary><c>docker</c> with its compose plugin.</summary>
    Docker,

    /// <summary><c>podman</c> with <c>podman-compose</c>.</summary>
    Podman,
}
