using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

internal sealed class DeploymentLogs(string directory)
{
    public void Expect(DeploymentId id) => _ = (directory, id);

    public DeploymentLog Begin(ProjectName project, DeploymentId id, int keep, Action<Exception> onFailure) { _ = directory; return new(); }

    public void End(DeploymentId id) => _ = (directory, id);
}

internal sealed class DeploymentLog : IOutput, IDisposable
{
    public void Write(ReadOnlySpan<char> piece, bool endOfLine) { }
    public void Flush() { }
    public void Dispose() { }
}
