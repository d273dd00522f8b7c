namespace PiDeployer.Cli.CommandLine;

/// <summary>Where a shell finds what could be meant.</summary>
internal enum Completes
{
    Nothing,

    Files,

    Folders,

    Commands,

    Shells,

    /// <summary>The server knows them, and the next two.</summary>
    Projects,

    Deployments,

    ProjectsAndDeployments,
}
