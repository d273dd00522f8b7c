using PiDeployer.Checks;
using PiDeployer.Cli.Terminal;
using PiDeployer.Hosting;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// A site where all is well: a folder with <c>.env</c> and <c>projects.yml</c>, a project with a real checkout and a real remote. A test breaks one thing, and sees what
/// <c>pi-deployer check</c> says of it.
/// </summary>
internal sealed class CheckRig : IDisposable
{
    public const string Secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    public const string Token = "f0e1d2c3b4a5968778695a4b3c2d1e0f";

    private readonly TempDirectory folder = new();
    private readonly Dictionary<string, string> env = new()
    {
        ["GITHUB_WEBHOOK_SECRET"] = Secret,
        ["DEPLOY_TOKEN"] = Token,
        ["DEPLOYER_HOST"] = "127.0.0.1",
        ["DEPLOYER_PORT"] = "0",
    };

    private readonly bool hasCheckout;
    private readonly Lazy<GitRepository> git;
    private string? projects;

    /// <param name="hasCheckout">Whether the project's folder is a checkout, which takes a moment to make; else it is one with a script, and of mode script-only.</param>
    public CheckRig(bool hasCheckout = true)
    {
        git = new(() => hasCheckout ? new GitRepository(folder, "shop") : throw new InvalidOperationException("This rig was to do without git."));
        this.hasCheckout = hasCheckout;
        if (!hasCheckout)
            folder.WriteScript("shop/deploy.sh", "exit 0");
        Directory.CreateDirectory(Deployer);
        // Others can get here, as they can to /opt/pi-deployer, so that a file's own mode is what keeps them out.
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead | UnixFileMode.GroupExecute);
        Environment["PATH"] = $"{Programs}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
        Environment["HOME"] = folder.File("home");
        Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        Environment["DOCKER_HOST"] = System.Environment.GetEnvironmentVariable("DOCKER_HOST") ?? "";
        // Whether this machine has a systemd, and the server in it, is nothing that these tests are about.
        Program("systemctl", "echo LoadState=not-found");
        Set("LOG_DIR", "logs");
    }

    public GitRepository Git => git.Value;

    /// <summary>Of the process.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The text of <c>projects.yml</c>.</summary>
    public string Projects
    {
        get => projects ??= ProjectWith("timeout: 60", "pull-only"); // Made late: few tests of pure functions want a repository.
        set => projects = value;
    }

    public string Folder => folder.Path;

    public string Deployer => folder.File("deployer");

    public string EnvFile => Path.Combine(Deployer, ".env");

    private string Programs => folder.File("programs");

    /// <summary>The one project, with more fields or others.</summary>
    public void Project(string fields, string mode = "pull-only") => Projects = ProjectWith(fields, mode);

    private string ProjectWith(string fields, string mode) => hasCheckout
        ? $"projects: [{{ name: shop, repo: ann/shop, path: '{Git.Checkout}', deploy_mode: {mode}, {fields} }}]"
        : $"projects: [{{ name: shop, repo: ann/shop, path: '{folder.File("shop")}', deploy_mode: script-only, deploy_script: deploy.sh, {fields} }}]";

    /// <summary>A variable of <c>.env</c>; null takes it away.</summary>
    public void Set(string name, string? value)
    {
        if (value is null)
            env.Remove(name);
        else
            env[name] = value;
        if (!File.Exists(EnvFile))
            folder.Write("deployer/.env", "");
        File.WriteAllText(EnvFile, string.Concat(env.Select(variable => $"{variable.Key}={variable.Value}\n")));
        File.SetUnixFileMode(EnvFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>A program that is found before the machine's own of that name, for answers that cannot be had here.</summary>
    public void Program(string name, string body) => File.SetUnixFileMode(
        folder.WriteScript($"programs/{name}", body),
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute); // For whoever runs check.

    /// <summary>The programs that there are, and no others.</summary>
    public void OnlyPrograms(params string[] names)
    {
        var few = folder.File("few");
        Directory.CreateDirectory(few);
        foreach (var name in names)
            File.CreateSymbolicLink(Path.Combine(few, name), Shell.Run("which", name));
        Environment["PATH"] = $"{Programs}:{few}";
    }

    public string Write(string file, string text)
    {
        if (hasCheckout)
            _ = Git; // It is cloned to where nothing is yet.
        return folder.Write(file, text);
    }

    public string WriteScript(string file, string body) => folder.WriteScript(file, body);

    /// <summary>The site as its configuration has it, for a single check.</summary>
    public Site Site()
    {
        folder.Write("deployer/projects.yml", Projects);
        var reader = new SiteReader(Deployer, Environment, unit: null);
        reader.TryLoad(out var configuration, out var problems).ShouldBeTrue(string.Join('\n', problems));
        return configuration is null ? throw new ShouldAssertException("There is no configuration.") : reader.Read(configuration, [.. configuration.Catalog.All()]);
    }

    /// <summary>What is said, as it is printed.</summary>
    public async Task<(int Code, string Output, string Errors)> RunAsync(CheckOptions options, bool hasColor = false)
    {
        folder.Write("deployer/projects.yml", Projects);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var screen = new Screen(output, errors, () => null) { Clock = TimeProvider.System, HasColor = hasColor };
        var code = await Doctor.RunAsync(Deployer, Environment, options, screen, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>What is found, as programs read it.</summary>
    public async Task<CheckAnswer> LookAsync(bool quick = false)
    {
        var (code, output, errors) = await RunAsync(new CheckOptions { IsJson = true, IsQuick = quick });
        errors.ShouldBeEmpty();
        return CheckAnswer.Parse(code, output);
    }

    public void Dispose() => folder.Dispose();
}
