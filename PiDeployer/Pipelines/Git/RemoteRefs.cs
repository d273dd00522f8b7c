using System.Collections.Immutable;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Git;

/// <summary>What a remote has of what a project follows.</summary>
internal abstract record RemoteRefs
{
    private const int MaxAnswer = 4 * 1024 * 1024;

    /// <summary>How <c>git ls-remote</c> marks what a tag's own object leads to.</summary>
    private const string Peeled = "^{}";

    /// <param name="Refs">The branches by name and then the tags, both as versions are ordered: the highest last.</param>
    internal sealed record Listed(ImmutableArray<RemoteRef> Refs) : RemoteRefs;

    /// <summary>The remote did not answer, or not in a way that can be used.</summary>
    internal sealed record Unknown(StepResult Result) : RemoteRefs;

    /// <summary>Asks the remote, which takes as long as it likes.</summary>
    /// <param name="project">In whose checkout git is called, so that its logins count.</param>
    /// <param name="remote">Its name there.</param>
    /// <param name="commands">What runs git.</param>
    /// <param name="cancellationToken">The answer is <see cref="Unknown"/> then.</param>
    public static async Task<RemoteRefs> AskAsync(Project project, string remote, CommandRunner commands, CancellationToken cancellationToken)
    {
        var (output, errors) = (new CapturedOutput(MaxAnswer) { IsShown = false }, new CapturedOutput());
        var command = GitCommand.In(project, ["ls-remote", "--sort=version:refname", "--", remote, .. Wanted(project)]);
        return await commands.RunAsync(command, output, errors, cancellationToken) switch
        {
            CommandResult.Exited { Code: 0 } when output.IsFull => new Unknown(new StepResult.Failed("the remote has too many branches or tags of these names")),
            CommandResult.Exited { Code: 0 } => new Listed(Parse(output.Text, project)),
            CommandResult.Exited(var code) => new Unknown(new StepResult.Failed(GitProblem.Explain($"git ls-remote exited with {code}", errors.Text, project), code)),
            CommandResult.NotStarted(var reason) => new Unknown(new StepResult.Failed($"could not start {reason}")),
            _ => new Unknown(new StepResult.Stopped()),
        };
    }

    /// <summary>No fewer than are followed: git's own patterns are wider than ours, but for <c>**</c>, which may stand for nothing here.</summary>
    private static IEnumerable<string> Wanted(Project project)
    {
        if (project.Branch is { } branch)
            yield return $"refs/heads/{Wide(branch)}";
        foreach (var tag in project.Tags)
        {
            yield return $"refs/tags/{Wide(tag)}";
            yield return $"refs/tags/{Wide(tag)}{Peeled}";
        }
    }

    private static string Wide(RefPattern pattern) => pattern.Value.Contains("**", StringComparison.Ordinal) ? "*" : pattern.Value;

    private static ImmutableArray<RemoteRef> Parse(string answer, Project project)
    {
        var refs = new List<RemoteRef>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in answer.Split('\n'))
        {
            if (line.Split('\t') is not [var hash, var name] || !CommitId.TryParse(hash, out var id))
                continue;
            var isPeeled = name.EndsWith(Peeled, StringComparison.Ordinal);
            var moved = GitRef.Parse(isPeeled ? name[..^Peeled.Length] : name);
            if (!project.Tracks(moved))
                continue;
            if (isPeeled && places.TryGetValue($"{moved}", out var tag))
                refs[tag] = refs[tag] with { Commit = id };
            else if (!isPeeled && places.TryAdd($"{moved}", refs.Count))
                refs.Add(new RemoteRef(moved, id, id));
        }

        return [.. refs.Where(one => one.Ref is GitRef.Branch), .. refs.Where(one => one.Ref is GitRef.Tag)];
    }
}

/// <param name="Ref">A branch or a tag.</param>
/// <param name="Id">What it means; of an annotated tag, the object that is the tag.</param>
/// <param name="Commit">Where that leads to.</param>
internal sealed record RemoteRef(GitRef Ref, CommitId Id, CommitId Commit);
