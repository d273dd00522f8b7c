using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <summary>What a forge is told of one commit in one deployment, at its beginning and again at its end.</summary>
/// <param name="Deployment">The same at both times.</param>
/// <param name="Project">Names the status among others of the commit, and the environment.</param>
/// <param name="Repository">Whose commit it is.</param>
/// <param name="Commit">Its whole hash.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Description">A sentence for people, at most <see cref="ReportText.MaxLength"/> characters.</param>
internal sealed record Report(DeploymentId Deployment, ProjectName Project, RepositoryName Repository, CommitId Commit, Progress Progress, string Description)
{
    /// <summary>Where the deployment's log is; null when nobody said where people reach this program.</summary>
    public Uri? Log { get; init; }

    /// <summary>Where people reach what was deployed; null when that is not known.</summary>
    public Uri? Site { get; init; }

    /// <summary>Tells this program's status from those of others, and of each project from those of its neighbours in the same repository.</summary>
    public string Context => $"pi-deployer/{Project}";
}

/// <summary>How far a deployment is.</summary>
internal enum Progress
{
    Running,
    Succeeded,

    /// <summary>What was wanted is not there, whatever is there now.</summary>
    Failed,

    /// <summary>Somebody, or the end of the program, cut it short: that says nothing of the commit.</summary>
    Stopped,
}
