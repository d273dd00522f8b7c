using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments;

/// <summary>The rules of who may run, said as plainly as they can be, to hold the program against.</summary>
internal sealed class SlotsModel
{
    public List<Deployment> Waiting { get; } = [];

    public List<(Deployment Deployment, string Folder)> Running { get; } = [];

    public bool IsTaken(ProjectName project) => Waiting.Exists(of => of.Project == project) || Running.Exists(of => of.Deployment.Project == project);

    public IReadOnlyList<Deployment> Enqueue(Deployment deployment)
    {
        var needless = Waiting.Where(other => IsNeedless(other, after: deployment)).ToList();
        if (needless.Count == 0)
            Waiting.Add(deployment);
        else
            Waiting[Waiting.IndexOf(needless[0])] = deployment;
        Waiting.RemoveAll(needless.Contains);
        return needless;
    }

    /// <summary>All that it would do will be done.</summary>
    public static bool IsNeedless(Deployment older, Deployment after) =>
        older.Project == after.Project && older.Update?.Service == after.Update?.Service && !(older.MayStart && !after.MayStart)
        && !(older.Update?.Image is not null && after.Update?.Image is null);

    public bool MayRun(Deployment deployment, Func<ProjectName, string> folderOf) =>
        !Running.Exists(slot => slot.Deployment.Project == deployment.Project || slot.Folder == folderOf(deployment.Project));

    /// <summary>The first in line that may.</summary>
    public Deployment? Start(int maxParallel, Func<ProjectName, string> folderOf)
    {
        var next = Running.Count < maxParallel ? Waiting.FirstOrDefault(deployment => MayRun(deployment, folderOf)) : null;
        if (next is null)
            return null;
        Waiting.Remove(next);
        Running.Add((next, folderOf(next.Project)));
        return next;
    }

    public void Leave(Deployment deployment)
    {
        Waiting.Remove(deployment);
        Running.RemoveAll(slot => slot.Deployment == deployment);
    }

    public void ShouldBeLawful()
    {
        Waiting.Select(deployment => (deployment.Project, deployment.Update?.Service, deployment.Update?.Image is null, deployment.MayStart)).ShouldBeUnique();
        Running.Select(slot => slot.Deployment.Project).ShouldBeUnique();
        Running.Select(slot => slot.Folder).ShouldBeUnique();
    }
}
