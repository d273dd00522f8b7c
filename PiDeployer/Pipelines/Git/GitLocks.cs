using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Git;

/// <summary>Git guards its files by locks that are files themselves. One that was killed, or lost its power, leaves them, and every later git refuses to work.</summary>
internal static class GitLocks
{
    /// <summary>Removes the locks in a checkout that a deployment of ours left there. Only for a folder in which nothing of ours runs.</summary>
    /// <param name="path">The checkout.</param>
    /// <param name="since">When that deployment was accepted; an older lock is somebody else's.</param>
    /// <param name="ended">Since when nothing of it runs any more; a lock from between then and now is somebody else's too, as is one that a living process has open.</param>
    /// <param name="now">What is from after this is from before the clock was set back, and so from before that deployment ended.</param>
    public static void RemoveLeftBehind(string path, DateTimeOffset since, DateTimeOffset ended, DateTimeOffset now)
    {
        try
        {
            foreach (var file in FoldersOf(path).SelectMany(Locks))
            {
                var time = File.GetLastWriteTimeUtc(file);
                var isOfSomebodyElse = time < since.UtcDateTime || (time >= ended.UtcDateTime && time <= now.UtcDateTime);
                if (!isOfSomebodyElse && !OpenFiles.IsOpenElsewhere(file))
                    File.Delete(file);
            }
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            // The next pull fails then, and says which file has to go.
        }
    }

    /// <summary>Where git keeps what belongs to a checkout. Of a worktree that is elsewhere, and what it shares with the others is elsewhere again: https://git-scm.com/docs/gitrepository-layout.</summary>
    private static IEnumerable<string> FoldersOf(string path)
    {
        var git = Path.Combine(path, ".git");
        if (File.Exists(git) && File.ReadAllText(git).Split("gitdir: ") is ["", var elsewhere])
            git = Path.GetFullPath(elsewhere.Trim(), path);
        if (!Directory.Exists(git))
            yield break;
        yield return git;
        if (Path.Combine(git, "commondir") is var shared && File.Exists(shared))
            yield return Path.GetFullPath(File.ReadAllText(shared).Trim(), git);
    }

    private static IEnumerable<string> Locks(string git)
    {
        var refs = Path.Combine(git, "refs");
        var inRefs = Directory.Exists(refs) ? Directory.EnumerateFiles(refs, "*.lock", SearchOption.AllDirectories) : [];
        return Directory.EnumerateFiles(git, "*.lock").Concat(inRefs);
    }
}
