using System.Collections.Immutable;
using PiDeployer.Processes;

namespace PiDeployer.Cli;

/// <summary>
/// The demonstration's scratch folder: a bare repository in GitHub's part, a developer's clone, the checkout that gets deployed, and a deployer's configuration.
/// </summary>
internal sealed class DemoSite(CommandRunner commands) : IDisposable
{
    public const string Repository = "you/site";
    public const string Secret = "a-secret-that-github-and-pi-deployer-share";

    public string Folder { get; } = Directory.CreateTempSubdirectory("pi-deployer-demo-").FullName;

    public string Remote => Path.Combine(Folder, "github", "site.git");

    public string Live => Path.Combine(Folder, "live");

    public string LogFile => Path.Combine(Folder, "deployer", "logs", "site.log");

    public string DeployerFolder => Path.Combine(Folder, "deployer");

    public string ProjectsFile => $"""
        projects:
          - name: site
            repo: {Repository}
            path: {Live}
            deploy_script: deploy.sh
        """;

    private string Developer => Path.Combine(Folder, "developer");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <exception cref="DemoException">Git is missing or refused.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(DeployerFolder);
        await File.WriteAllTextAsync(Path.Combine(DeployerFolder, "projects.yml"), ProjectsFile, cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(DeployerFolder, ".env"),
            $"GITHUB_WEBHOOK_SECRET={Secret}\nDEPLOY_TOKEN=a-token-for-people\nDEPLOYER_HOST=127.0.0.1\nDEPLOYER_PORT=0\n",
            cancellationToken);

        await GitAsync(Folder, ["init", "--quiet", "--bare", "--initial-branch=main", Remote], cancellationToken);
        await GitAsync(Folder, ["clone", "--quiet", Remote, Developer], cancellationToken);
        await GitAsync(Developer, ["checkout", "--quiet", "-B", "main"], cancellationToken);
        await PushAsync("Good morning.", "Open the site", cancellationToken);
        await GitAsync(Folder, ["clone", "--quiet", Remote, Live], cancellationToken);
    }

    /// <summary>Commits a new front page and pushes it; answers the commit's hash.</summary>
    public async Task<string> PushAsync(string page, string message, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(Developer, "index.html"), page + "\n", cancellationToken);
        var script = Path.Combine(Developer, "deploy.sh");
        await File.WriteAllTextAsync(
            script, "#!/bin/sh\necho \"Deploying $DEPLOYER_COMMIT_SHA by $DEPLOYER_COMMIT_AUTHOR\"\necho \"The page now says: $(cat index.html)\"\n", cancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await GitAsync(Developer, ["add", "--all"], cancellationToken);
        await GitAsync(Developer, ["-c", "user.name=You", "-c", "user.email=you@example.org", "commit", "--quiet", "--message", message], cancellationToken);
        await GitAsync(Developer, ["push", "--quiet", "origin", "main"], cancellationToken);
        return await GitAsync(Developer, ["rev-parse", "HEAD"], cancellationToken);
    }

    public string ReadPage() => File.ReadAllText(Path.Combine(Live, "index.html")).Trim();

    private async Task<string> GitAsync(string folder, ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        var output = new CapturedOutput();
        return await commands.RunAsync(new Command("git", arguments, folder), output, cancellationToken) switch
        {
            CommandResult.Exited { Code: 0 } => output.Text,
            CommandResult.Exited(var code) => throw new DemoException($"git {arguments[0]} exited with {code}: {output.Text}"),
            CommandResult.NotStarted(var reason) => throw new DemoException(reason),
            _ => throw new OperationCanceledException(cancellationToken),
        };
    }
}

/// <summary>The demonstration cannot go on; the message says why to the person before the screen.</summary>
internal sealed class DemoException(string message) : Exception(message);
