namespace PiDeployer.Tests.Infra;

/// <summary>Tells as soon as something happens in a folder.</summary>
internal sealed class FolderWatch : IDisposable
{
    private readonly FileSystemWatcher watcher;
    private TaskCompletionSource next = New();

    public FolderWatch(string path)
    {
        watcher = new FileSystemWatcher(path) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
        watcher.Created += Tell;
        watcher.Changed += Tell;
        watcher.Deleted += Tell;
        watcher.Renamed += Tell;
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Ends when a file comes, goes or changes.</summary>
    public Task NextAsync() => Volatile.Read(ref next).Task;

    public void Dispose() => watcher.Dispose();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Tell(object sender, FileSystemEventArgs happened) => Interlocked.Exchange(ref next, New()).SetResult();
}
