using System.Collections.Immutable;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Git;

/// <summary>Whether a push changed anything that its project's <c>paths</c> and <c>paths_ignore</c> let count.</summary>
internal abstract record ChangedPaths
{
    internal sealed record Touched : ChangedPaths;

    internal sealed record Untouched : ChangedPaths;

    /// <summary>It could not be found out; anything may have changed.</summary>
    internal sealed record Unknown(string Reason) : ChangedPaths;

    /// <summary>
    /// Compares what is at the remote now with a commit that is in the checkout. It fetches objects and nothing else: no ref moves and no FETCH_HEAD is written,
    /// since a deployment may be at work in the same folder.
    /// </summary>
    /// <param name="project">One with a checkout; in it git is asked.</param>
    /// <param name="pushed">A branch or a tag.</param>
    /// <param name="since">What was deployed last.</param>
    /// <param name="commands">What runs git.</param>
    /// <param name="cancellationToken">The answer is <see cref="Unknown"/> then.</param>
    public static async Task<ChangedPaths> AskAsync(Project project, GitRef pushed, CommitId since, CommandRunner commands, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(project.Path))
            return new Unknown($"there is no folder {project.Path}");

        Task<(StepResult Result, string Answer)> GitAsync(params ImmutableArray<string> arguments) => GitCommand.AskAsync(commands, project, arguments, cancellationToken);
        var remote = await GitRemote.NameAsync(project, commands, cancellationToken);

        var (listed, refs) = await GitAsync("ls-remote", "--", remote, $"{pushed}");
        if (listed is not StepResult.Succeeded)
            return Because(listed);
        if (TipOf(refs, pushed) is not { } tip)
            return new Unknown($"the remote has no {pushed}");

        var fetched = await GitCommand.FetchAsync(commands, project, remote, $"{pushed}", cancellationToken);
        if (fetched is not StepResult.Succeeded)
            return Because(fetched);

        // Renames are two changes, and where the folder is only a part of the repository, the rest of it counts too.
        var (compared, names) = await GitAsync(["diff", "--name-only", "-z", "--no-renames", "--no-relative", since.Value, tip.Value, "--", .. Pathspecs(project)]);
        return compared is not StepResult.Succeeded ? Because(compared)
            : names.Length > 0 ? new Touched()
            : new Untouched();
    }

    private static Unknown Because(StepResult result) => new(result is StepResult.Failed(var reason, _) ? reason : "git took too long");

    /// <summary>Git also lists refs whose names end like the one asked for.</summary>
    private static CommitId? TipOf(string refs, GitRef pushed)
    {
        foreach (var line in refs.Split('\n'))
        {
            if (line.Split('\t') is [var hash, var name] && name == $"{pushed}" && CommitId.TryParse(hash, out var id))
                return id;
        }

        return null;
    }

    private static IEnumerable<string> Pathspecs(Project project) =>
    [
        .. project.Paths.IsEmpty ? [":(top)"] : project.Paths.Select(glob => $":(top,glob){glob}"),
        .. project.PathsIgnore.Select(glob => $":(top,exclude,glob){glob}"),
    ];
}
