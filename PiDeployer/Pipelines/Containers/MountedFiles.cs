using System.Collections.Immutable;
using PiDeployer.Pipelines.Git;
using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// When the files were written that services get to see: those that they may only read, and of the others those that git tracks and nobody has changed since. What a
/// container writes itself is its own data.
/// </summary>
internal static class MountedFiles
{
    private const int MaxLength = 1024 * 1024;

    /// <summary>Of each service that has any, the time of the newest, in ticks of UTC.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> NewestAsync(StepContext context, ComposeConfiguration configuration, CancellationToken cancellationToken)
    {
        var committed = await CommittedAsync(context, configuration, cancellationToken);
        var newest = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, service) in configuration.Services)
        {
            foreach (var file in service.Mounts.SelectMany(mount => FilesOf(mount, committed)))
                newest[name] = Math.Max(newest.GetValueOrDefault(name), File.GetLastWriteTimeUtc(file).Ticks); // One that is not there is very old.
        }

        return newest;
    }

    private static IEnumerable<string> FilesOf(ComposeMount mount, IEnumerable<string> committed) =>
        mount.IsReadOnly && File.Exists(mount.Path) ? [mount.Path] : committed.Where(file => file == mount.Path || file.StartsWith($"{mount.Path}/", StringComparison.Ordinal));

    /// <summary>Those inside the mounts of all services, absolute.</summary>
    private static async Task<List<string>> CommittedAsync(StepContext context, ComposeConfiguration configuration, CancellationToken cancellationToken)
    {
        var top = WorkTree.Of(context.Project.Path);
        var inside = StackContent.Inside([.. configuration.Services.Values.SelectMany(service => service.Mounts).Select(mount => mount.Path)], top);
        if (inside.IsEmpty || !Path.Exists(Path.Combine(top, ".git")))
            return [];
        var stack = context.For(context.Project with { Path = top });
        var tracked = await AskAsync(stack, ["--literal-pathspecs", "ls-files", "-z", "--", .. inside], cancellationToken);
        var changed = await AskAsync(stack, ["--literal-pathspecs", "diff", "-z", "--name-only", "--no-renames", "HEAD", "--", .. inside], cancellationToken);
        return [.. tracked.Except(changed, StringComparer.Ordinal).Select(file => Path.Combine(top, file))];
    }

    private static async Task<string[]> AskAsync(StepContext context, ImmutableArray<string> question, CancellationToken cancellationToken)
    {
        var answer = new CapturedOutput(MaxLength) { IsShown = false };
        var result = await context.Commands.RunAsync(GitCommand.In(context.Project, question), answer, new CapturedOutput(), cancellationToken);
        return result is CommandResult.Exited { Code: 0 } ? answer.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];
    }
}
