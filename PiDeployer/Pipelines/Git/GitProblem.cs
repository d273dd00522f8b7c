using System.Collections.Immutable;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Git;

/// <summary>Says what a failed git command means for the person who has to mend it.</summary>
internal static class GitProblem
{
    private static readonly ImmutableArray<(string Sign, Func<Project, string> Advice)> Known =
    [
        ("dubious ownership", project =>
            $"{project.Path} belongs to another user than {Environment.UserName}, who runs pi-deployer; `sudo chown -R {Environment.UserName} {project.Path}` mends it, or, if that user is trusted, "
            + $"`git config --global --add safe.directory {project.Path}` as {Environment.UserName}"),
        ("insufficient permission", project =>
            $"a part of {project.Path} belongs to another user than {Environment.UserName}; `sudo chown -R {Environment.UserName} {project.Path}` mends it"),
        ("not a git repository", project => $"{project.Path} is not a git checkout; clone {project.Repository} there"),
        ("Not possible to fast-forward", project =>
            $"the checkout has commits that origin's {project.Branch} does not have, and nothing was merged; look at them with `git -C {project.Path} log FETCH_HEAD..`, "
            + $"and `git -C {project.Path} reset --hard FETCH_HEAD` throws them away"),
        ("untracked working tree file", project =>
            $"files that git does not know lie in the way in {project.Path} (the log names them); `git -C {project.Path} stash --include-untracked` puts them aside"),
        ("would be overwritten by merge", ChangedFiles),
        ("would be overwritten by checkout", ChangedFiles),
        ("not uptodate", ChangedFiles),
        ("index.lock", project => $"another git is at work in {project.Path}, or one was ended in the middle; if none runs, remove {project.Path}/.git/index.lock"),
        ("could not read Username", _ => "the remote wants a login; give the checkout a deploy key (an SSH remote) or a credential helper"),
        ("Permission denied (publickey", _ => $"the remote does not accept the SSH key of the user {Environment.UserName}; add its public key as a deploy key"),
        ("Host key verification failed", _ => $"the remote's host key is unknown to the user {Environment.UserName}; connect once by hand with ssh and compare it"),
        ("couldn't find remote ref", project => project.FollowsSeveralRefs ? "the remote does not have it any more" : $"the remote has no branch {project.Branch}"),
    ];

    private static readonly ImmutableArray<string> Complaints = ["fatal:", "error:", "ssh:"];

    public static string Explain(string failure, string output, Project project)
    {
        foreach (var (sign, advice) in Known)
        {
            if (output.Contains(sign, StringComparison.OrdinalIgnoreCase))
                return $"{failure}: {advice(project)}";
        }

        // The first complaint is the cause, the last one only says that git gave up.
        var complaint = output.Split('\n').FirstOrDefault(line => Complaints.Any(start => line.StartsWith(start, StringComparison.Ordinal)));
        return complaint is null ? failure : $"{failure}: {complaint}";
    }

    private static string ChangedFiles(Project project) => $"somebody changed files in {project.Path}; `git -C {project.Path} stash` puts the changes aside";
}
