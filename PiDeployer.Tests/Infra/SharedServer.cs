namespace PiDeployer.Tests.Infra;

/// <summary>One running program for all the tests of a class, which then have to use a project each, or only look.</summary>
/// <param name="projects">The text of <c>projects.yml</c>; <c>{folder}</c> in it stands for the server's folder.</param>
/// <param name="environment">On top of what <see cref="RunningServer.StartAsync"/> sets.</param>
public abstract class SharedServer(string projects, params (string Name, string Value)[] environment) : IAsyncLifetime
{
    private readonly TempDirectory folder = new();
    private RunningServer? server;

    internal RunningServer Server => server ?? throw new InvalidOperationException("It is not running.");

    internal TempDirectory Folder => folder;

    public virtual async ValueTask InitializeAsync()
    {
        Prepare();
        server = await RunningServer.StartAsync(folder, projects.Replace("{folder}", folder.Path, StringComparison.Ordinal), environment);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the folder needs before the program starts.</summary>
    protected virtual void Prepare()
    {
    }
}
