using System.Collections.Immutable;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Tells from a push alone whether it is for any of its repository's projects.</summary>
internal static class PushConditions
{
    /// <summary>In the message of the newest commit, in any case. The forges' own runners of jobs know all but the last.</summary>
    private static readonly ImmutableArray<string> SkipWords = ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]", "[skip deploy]"];

    /// <summary>Why it is for none of them; null when it is for those that track what was pushed.</summary>
    public static string? WhyNot(PushEvent push, ImmutableArray<Project> projects)
    {
        var tracked = projects.Any(project => project.Tracks(push.Ref));
        return push switch
        {
            { Ref: GitRef.Tag(var tag) } when !tracked => $"Tag {tag} is not tracked",
            { Ref: GitRef.Tag(var tag), IsDeletion: true } => $"Tag {tag} was deleted",
            { Ref: GitRef.Branch(var branch), IsDeletion: true } => $"Branch {branch} was deleted",
            _ when !tracked => $"Branch mismatch: got {Shown(push.Ref)}, expected {string.Join(" or ", projects.SelectMany(Expected).Distinct())}",
            _ => SkipWords.FirstOrDefault(word => push.Head?.Message.Contains(word, StringComparison.OrdinalIgnoreCase) == true) is { } word
                ? $"The commit's message says {word}"
                : null,
        };
    }

    private static string Shown(GitRef pushed) => pushed switch
    {
        GitRef.Other("") => "no ref",
        GitRef.Other(var text) => $"'{text}'",
        _ => pushed.ShortName,
    };

    private static IEnumerable<string> Expected(Project project) => project.Branch is { } branch ? [branch.Value] : project.Tags.Select(tag => $"tag {tag}");
}
