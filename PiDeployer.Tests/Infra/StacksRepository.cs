namespace PiDeployer.Tests.Infra;

/// <summary>A git repository with stacks in its folder <c>services</c>. Their names are no other test's, and their containers are gone with it.</summary>
internal sealed class StacksRepository : IDisposable
{
    private readonly DockerImages images;
    private readonly string prefix = $"pi-deployer-test-{Guid.NewGuid().ToString("N")[..12]}-";
    private readonly HashSet<string> stacks = [];

    public StacksRepository(TempDirectory folder, DockerImages images)
    {
        this.images = images;
        Git = new GitRepository(folder, "home");
    }

    public GitRepository Git { get; }

    /// <summary>The deployer's configuration for it.</summary>
    /// <param name="more">Further members of <c>stacks</c>, beginning with a comma.</param>
    public string Yaml(string more = "") => $$"""
        projects:
          - { name: home, repo: ann/home, path: {{Git.Checkout}}, stacks: { folder: services{{more}} } }
        """;

    /// <summary>Its whole name, which is its folder's.</summary>
    public string Name(string stack)
    {
        stacks.Add(stack);
        return prefix + stack;
    }

    /// <summary>Where a file of it is in the checkout.</summary>
    public string PathOf(string stack, string file) => Path.Combine(Git.Checkout, "services", Name(stack), file);

    /// <summary>Commits and pushes one file of a stack.</summary>
    public void Push(string stack, string file, string content) => Git.Push($"services/{Name(stack)}/{file}", content, $"{file} of {stack}");

    /// <summary>Commits and pushes a compose file with the service <c>web</c>.</summary>
    /// <param name="more">Further lines of the service, and then of the file, as YAML of their depth.</param>
    public void PushStack(string stack, string version = "v1", string more = "") => Push(stack, "compose.yaml", $"services:\n{Service("web", version)}{more}");

    /// <summary>A service of a compose file.</summary>
    public string Service(string name, string version) =>
        $"  {name}:\n    image: {images.Reference(version)}\n    pull_policy: never\n    network_mode: none\n    stop_grace_period: 0s\n";

    /// <summary>Takes a stack out of the repository.</summary>
    public void Remove(string stack)
    {
        Git.InDeveloper("rm", "-rq", $"services/{Name(stack)}");
        Git.InDeveloper("commit", "-qm", $"without {stack}");
        Git.InDeveloper("push", "-q");
    }

    /// <summary>The id of the only container of a service, running or not; empty where there is none.</summary>
    public string Container(string stack, string service = "web") =>
        Shell.Run("docker", "ps", "--all", "--quiet", "--no-trunc", "--filter", $"label=com.docker.compose.project={Name(stack)}", "--filter", $"label=com.docker.compose.service={service}");

    /// <summary>A command of busybox in it.</summary>
    public string Inside(string stack, params string[] command) => Shell.Run("docker", ["exec", Container(stack), "/bin/busybox", .. command]);

    /// <summary>The page that its image has.</summary>
    public string Page(string stack) => Inside(stack, "cat", "/www/index.html");

    public void Dispose()
    {
        foreach (var stack in stacks)
            new ComposeContents(prefix + stack).Remove();
    }
}
