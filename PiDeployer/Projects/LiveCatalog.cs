namespace PiDeployer.Projects;

/// <summary>The catalog in force. A reload reads and checks the file completely and then swaps one reference, so nobody ever sees half of one.</summary>
internal sealed class LiveCatalog(ProjectsFile file, ProjectCatalog initial)
{
    private readonly Lock reloading = new();
    private volatile ProjectCatalog current = initial;

    /// <summary>Take it once for each piece of work: the next reading may be another.</summary>
    public ProjectCatalog Current => current;

    /// <summary>One at a time, so that the last reload to begin is the one that counts. A bad file changes nothing.</summary>
    public ProjectsFileResult Reload()
    {
        lock (reloading)
        {
            var result = file.Load();
            if (result is ProjectsFileResult.Loaded loaded)
                current = loaded.Catalog;
            return result;
        }
    }
}
