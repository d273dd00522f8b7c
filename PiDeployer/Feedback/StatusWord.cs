namespace PiDeployer.Feedback;

/// <summary>How far a deployment is, in the words of GitHub's commit statuses, which Gitea and Forgejo have from there.</summary>
internal static class StatusWord
{
    public static string Of(Progress progress) => progress switch
    {
        Progress.Running => "pending",
        Progress.Succeeded => "success",
        Progress.Failed => "failure",
        _ => "error",
    };
}
