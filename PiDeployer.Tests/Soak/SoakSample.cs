using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Soak;

/// <summary>How the server stood at one moment.</summary>
/// <param name="At">Since the traffic began.</param>
/// <param name="Requests">That were answered so far.</param>
/// <param name="Deployments">That ended so far.</param>
/// <param name="Resident">In MiB.</param>
/// <param name="Handles">Its open file descriptors.</param>
/// <param name="Children">Its own processes.</param>
/// <param name="Files">Below its folders of state and logs.</param>
internal sealed record SoakSample(TimeSpan At, int Requests, int Deployments, double Resident, int Handles, int Threads, int Children, int Files)
{
    public static SoakSample Take(RunningServer server, TimeSpan at, int requests, int deployments) => new(
        at,
        requests,
        deployments,
        LiveProcesses.Memory(server.ProcessId) / 1024.0 / 1024,
        LiveProcesses.Handles(server.ProcessId),
        LiveProcesses.Threads(server.ProcessId),
        LiveProcesses.ChildrenOf(server.ProcessId).Count,
        FilesIn(server.Folder.File("state")) + FilesIn(server.Folder.File("logs")));

    private static int FilesIn(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", Tolerant).Count() : 0;

    /// <summary>They come and go while we look.</summary>
    private static EnumerationOptions Tolerant => new() { RecurseSubdirectories = true, IgnoreInaccessible = true };
}
