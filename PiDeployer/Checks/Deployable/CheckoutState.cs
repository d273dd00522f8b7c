using System.Collections.Immutable;
using PiDeployer.Pipelines.Git;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Checks.Deployable;

/// <summary>Whether the next pull finds the checkout as it has to be: there, git's, ours, on its branch, and without anything that a pull would not overwrite.</summary>
internal static class CheckoutState
{
    /// <summary>The checkout's own settings may name a program that git asks what has changed; looking is to start none.</summary>
    private static readonly ImmutableArray<string> WithoutWatcher = ["-c", "core.fsmonitor="];

    public static async Task LookAsync(Site site, Project project, Findings found, CancellationToken cancellationToken)
    {
        var path = project.Path;
        if (!Directory.Exists(path))
        {
            found.Error("There is no such folder", path, $"git clone {CloneAddress.Of(project)} {path}");
            return;
        }

        // --branch tells of the branch, the others keep git from looking for and at what a pull does not mind.
        var answer = await Question.AskAsync(site.Commands, GitCommand.In(project, [.. WithoutWatcher, "status", "--porcelain=v2", "--branch", "--untracked-files=no", "--ignore-submodules"]), cancellationToken);
        if (answer.Code is null)
        {
            found.Error($"git cannot be started: {answer.Complaint}", path, null);
        }
        else if (!answer.IsGood)
        {
            Explain(answer, site.Account, project, found);
        }
        else
        {
            var gitDirectory = (await Question.AskAsync(site.Commands, GitCommand.In(project, ["rev-parse", "--absolute-git-dir"]), cancellationToken)).Output.Trim();
            if (!Permission.ToFill(path) || (Directory.Exists(gitDirectory) && !Permission.ToFill(gitDirectory)))
                found.Error($"{site.Account.Name} may not change the checkout", path, $"sudo chown -R {site.Account.Name} {path}");
            if (File.Exists(Path.Combine(gitDirectory, "index.lock")))
                found.Warning("Another git is at work in the checkout, or one was ended in the middle", Path.Combine(gitDirectory, "index.lock"), "if no git runs, remove this file");
            if (UnfinishedWork.In(gitDirectory) is { } work)
                found.Error($"{work.Name} in the checkout is unfinished, so the next push cannot be pulled", Path.Combine(gitDirectory, work.Trace), $"finish it, or take it back: git -C {path} {work.Abort}");
            else
                await JudgeAsync(GitStatus.Parse(answer.Output), site, project, found, cancellationToken);
        }
    }

    private static async Task JudgeAsync(GitStatus status, Site site, Project project, Findings found, CancellationToken cancellationToken)
    {
        var path = project.Path;
        if (!project.FollowsSeveralRefs && status.Branch != project.Branch?.Value)
        {
            var what = status.Branch is { } other ? $"The branch {other}" : "No branch";
            var known = await Question.AskAsync(site.Commands, GitCommand.In(project, ["for-each-ref", $"refs/heads/{project.Branch}", $"refs/remotes/*/{project.Branch}"]), cancellationToken);
            found.Error(
                $"{what} is checked out, but the project names {project.Branch}",
                path,
                known.Output.Length > 0 ? $"git -C {path} checkout {project.Branch}" : $"the checkout knows no {project.Branch}: correct `branch:`, or, where the remote has it: git -C {path} fetch && git -C {path} checkout {project.Branch}");
        }
        else if (!project.FollowsSeveralRefs && status.Upstream is { } upstream && !upstream.EndsWith($"/{project.Branch}", StringComparison.Ordinal))
        {
            found.Error($"The checkout's branch {project.Branch} follows {upstream}", path, $"git -C {path} branch --set-upstream-to origin/{project.Branch}");
        }
        else if (!project.FollowsSeveralRefs && status.Ahead > 0)
        {
            found.Error(
                $"The checkout has commits that {status.Upstream} does not have, so the next push cannot be pulled: {status.Ahead}",
                path,
                $"look at them: git -C {path} log @{{upstream}}.. ; throw them away: git -C {path} reset --hard @{{upstream}}");
        }
        else if (status.Changed > 0)
        {
            found.Warning(
                $"Somebody changed files in the checkout: {status.Changed}; a push that changes the same ones cannot be pulled",
                path,
                $"look at them: git -C {path} diff HEAD ; put them aside: git -C {path} stash");
        }
        else
        {
            found.Ok(project.FollowsSeveralRefs ? "The checkout is unchanged" : $"The checkout is on {status.Branch}, and unchanged", path);
        }
    }

    private static void Explain(CommandAnswer answer, RunningUser account, Project project, Findings found)
    {
        var path = project.Path;
        if (answer.Errors.Contains("dubious ownership", StringComparison.Ordinal))
        {
            found.Error(
                $"The checkout belongs to another user than {account.Name}, so git refuses to work in it",
                path,
                $"sudo chown -R {account.Name} {path} ; or, if that user is trusted, as {account.Name}: git config --global --add safe.directory {path}");
        }
        else if (answer.Errors.Contains("not a git repository", StringComparison.Ordinal))
        {
            found.Error("The folder is no git checkout", path, $"clone it there: git clone {CloneAddress.Of(project)} {path}");
        }
        else
        {
            found.Error($"git cannot work in the checkout: {answer.Complaint}", path, $"git -C {path} status");
        }
    }
}
