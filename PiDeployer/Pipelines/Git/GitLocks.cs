namespace PiDeployer.Pipelines.Git;

/// <summary>Git guards its files by locks that are files themselves. One that was killed, or lost its power, leaves them, and every later git refuses to work.</summary>
internal static class GitLocks
{
    /// <summary>Removes the locks in a checkout that a deployment of ours left there. Only for a folder in which nothing of ours runs.</summary>
    /// <param name="path">The checkout.</param>
    /// <param name="since">When that deployment was accepted; an older lock is somebody else's.</param>
    public static void RemoveLeftBehind(string path, DateTimeOffset since)
    {
        try
        {
            var git = Path.Combine(path, ".git");
            foreach (var file in Directory.Exists(git) ? Directory.EnumerateFiles(git, "*.lock").Concat(InRefs(git)) : [])
            {
                if (File.GetLastWriteTimeUtc(file) >= since.UtcDateTime)
                    File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next pull fails then, and says which file has to go.
        }
    }

    private static IEnumerable<string> InRefs(string git) => Directory.EnumerateFiles(Path.Combine(git, "refs"), "*.lock", SearchOption.AllDirectories);
}
