using System.Collections.Immutable;
using PiDeployer.Pipelines.Git;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Checks.Deployable;

/// <summary>Whether the checkout's remote can be reached, lets us read, and has what the project names. It is asked as a deployment and polling ask it, and nothing is fetched.</summary>
internal static class Remote
{
    public static async Task LookAsync(Site site, Project project, Findings found, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(project.Path))
            return; // That was said already.
        var remote = await GitRemote.NameAsync(project, site.Commands, cancellationToken);
        var address = await Question.AskAsync(site.Commands, GitCommand.In(project, ["remote", "get-url", "--", remote]), cancellationToken);
        if (!address.IsGood && !address.Errors.Contains("No such remote", StringComparison.Ordinal))
            return; // Why git cannot work there was said already, too.
        if (!address.IsGood)
        {
            found.Error($"The checkout has no remote {remote} to pull from", project.Path, $"git -C {project.Path} remote add {remote} {CloneAddress.Of(project)}");
            return;
        }

        var shown = ShownAddress.Of(address.Output.Trim());
        var where = shown.Text;
        foreach (var secret in new[] { shown.Password ?? "", Uri.UnescapeDataString(shown.Password ?? "") })
            found.Hide(secret); // Git may quote it, as it stands there or decoded.
        if (RepositoryAddress.TryParse(address.Output.Trim(), out var other) && !$"/{other.Path}".EndsWith($"/{project.Repository}", StringComparison.OrdinalIgnoreCase))
            found.Warning($"The checkout is one of {other.Path}, and projects.yml says repo: {project.Repository}, so its pushes are none of this one's", where, "correct `repo:`, or clone the right repository");
        var branch = project.Branch?.Exact;
        ImmutableArray<string> wanted = branch is null ? [] : [$"refs/heads/{branch}"];
        CommandAnswer answer;
        try
        {
            answer = await Question.AskAsync(site.Commands, GitCommand.In(project, ["ls-remote", "--exit-code", "--", remote, .. wanted]), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            found.Error("The remote does not answer", where, $"is the network up? As {site.Account.Name}: git -C {project.Path} ls-remote {remote}");
            return;
        }

        const int nothingOfThatName = 2;
        if (answer.IsGood)
            found.Ok(branch is null ? "The remote answers" : $"The remote answers, and has {branch}", where);
        else if (answer.Code == nothingOfThatName)
            found.Error(branch is null ? "The remote has neither a branch nor a tag" : $"The remote has no branch {branch}", where, "push it, or name another one with `branch:`");
        else
            RemoteTrouble.Of(answer).Report(where, address.Output.Trim(), site.Account, project, found);
    }
}
