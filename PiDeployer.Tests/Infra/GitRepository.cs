namespace PiDeployer.Tests.Infra;

/// <summary>A real bare remote, a developer's clone that pushes to it, and the checkout that gets deployed.</summary>
internal sealed class GitRepository
{
    private readonly string developer;

    public GitRepository(TempDirectory root, string name)
    {
        Remote = root.File($"{name}-remote.git");
        developer = root.File($"{name}-developer");
        Checkout = root.File(name);
        Shell.Run("git", "init", "-q", "--bare", "-b", "main", Remote);
        Shell.Run("git", "clone", "-q", Remote, developer);
        Shell.Run("git", "-C", developer, "checkout", "-q", "-B", "main");
        Push("version.txt", "1", "first");
        Shell.Run("git", "clone", "-q", Remote, Checkout);
    }

    public string Remote { get; }

    public string Checkout { get; }

    /// <summary>The commit that is checked out.</summary>
    public string Head => Git(Checkout, "rev-parse", "HEAD");

    /// <summary>Commits one file and pushes it; answers the commit's hash.</summary>
    public string Push(string file, string content, string message, string branch = "main")
    {
        if (Git(developer, "symbolic-ref", "--short", "HEAD") != branch)
            Git(developer, "checkout", "-q", "-B", branch);
        var path = Path.Combine(developer, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? developer);
        File.WriteAllText(path, content);
        Git(developer, "add", "--all");
        Git(developer, "commit", "-q", "-m", message);
        Git(developer, "push", "-q", "--force", "-u", "origin", branch);
        return Git(developer, "rev-parse", "HEAD");
    }

    /// <summary>Runs git in the checkout.</summary>
    public string InCheckout(params string[] arguments) => Git(Checkout, arguments);

    /// <summary>Runs git in the developer's clone.</summary>
    public string InDeveloper(params string[] arguments) => Git(developer, arguments);

    /// <summary>Writes a file into the checkout, as somebody would by hand.</summary>
    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Checkout, file), text);

    /// <summary>Tags what the developer has checked out and pushes the tag, moving one that is there.</summary>
    public void PushTag(string name, bool annotated = false)
    {
        Git(developer, ["tag", "--force", .. annotated ? ["-a", "-m", name] : Array.Empty<string>(), name]);
        Git(developer, "push", "-q", "--force", "origin", $"refs/tags/{name}");
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(Checkout, file));

    private static string Git(string folder, params string[] arguments) => Shell.Run("git", ["-C", folder, .. arguments]);
}
