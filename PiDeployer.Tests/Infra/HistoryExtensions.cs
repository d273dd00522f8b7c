using PiDeployer.Deployments;

namespace PiDeployer.Tests.Infra;

internal static class HistoryExtensions
{
    /// <summary>Whether the disk has it.</summary>
    public static bool Write(this DeploymentHistory history, Deployment deployment, DeploymentResult result)
    {
        history.Append(deployment, result);
        return history.IsWritten(deployment.Id);
    }
}
