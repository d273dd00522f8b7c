namespace PiDeployer.Tests.Infra;

/// <summary>A real registry with one repository in it, on loopback, where engines speak plain HTTP. What the engine pulled from it is gone with it.</summary>
internal sealed class LocalRegistry : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly HttpClient http = new();
    private readonly string repository = $"pi-deployer-test-{Guid.NewGuid():N}";
    private readonly RegistryLogin? login;
    private readonly RegistryProgram program;
    private ThrottledProxy? proxy;

    private LocalRegistry(RegistryLogin? login)
    {
        this.login = login;
        http.DefaultRequestHeaders.Authorization = login?.Header;
        program = new RegistryProgram(folder, login);
    }

    /// <summary>Why there can be none; null when there can.</summary>
    /// <remarks>It is said as it is for the engine, which there has to be too, see <see cref="DockerImages.MissingReason"/>.</remarks>
    public static string? MissingReason =>
        DockerImages.MissingReason ?? (Environment.GetEnvironmentVariable("PIDEPLOYER_NO_REGISTRY") is { Length: > 0 } reason ? reason : null);

    /// <summary>Its name in an image's reference and in a login.</summary>
    public string Host => $"127.0.0.1:{proxy?.Port ?? program.Port}";

    /// <summary>How many bytes came by the slow line so far.</summary>
    public long Slowed => proxy?.Slowed ?? 0;

    /// <summary>Starts one.</summary>
    /// <param name="login">Who may pull and push; null for everybody.</param>
    /// <param name="kilobytesPerSecond">How fast a pull is; null for as fast as it can be, as a push always is.</param>
    public static async Task<LocalRegistry> StartAsync(RegistryLogin? login = null, int? kilobytesPerSecond = null)
    {
        var registry = new LocalRegistry(login);
        try
        {
            await registry.program.StartAsync();
            if (kilobytesPerSecond is { } speed)
                registry.proxy = new ThrottledProxy(registry.program.Port, speed);
            return registry;
        }
        catch
        {
            registry.Dispose();
            throw;
        }
    }

    public string Reference(string tag) => $"{Repository}:{tag}";

    /// <summary>Has a tag mean an image of the engine. As if it came from elsewhere, it leaves what the engine itself knows under this name as it is.</summary>
    /// <returns>The digest.</returns>
    public async Task<string> PushAsync(string image, string tag)
    {
        folder.Write("docker/config.json", login?.DockerConfig(Host) ?? "{}");
        var incoming = Reference("incoming");
        Shell.Run("docker", "tag", image, incoming);
        Shell.Run("docker", "--config", folder.File("docker"), "push", "--quiet", incoming);
        Shell.Run("docker", "image", "rm", incoming);
        return await MoveTagAsync(tag, to: "incoming");
    }

    /// <summary>Has a tag mean what another one means.</summary>
    /// <returns>The digest.</returns>
    public async Task<string> MoveTagAsync(string tag, string to)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, Manifest(to));
        question.Headers.Accept.ParseAdd("application/vnd.docker.distribution.manifest.v2+json");
        question.Headers.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json");
        using var manifest = (await http.SendAsync(question)).EnsureSuccessStatusCode();
        using var written = (await http.PutAsync(Manifest(tag), manifest.Content)).EnsureSuccessStatusCode();
        return written.Headers.GetValues("Docker-Content-Digest").Single();
    }

    /// <summary>Takes it down.</summary>
    public void Stop() => program.Stop();

    /// <summary>Has it up again where it was, with all that it held.</summary>
    public Task StartAgainAsync() => program.StartAsync();

    public void Dispose()
    {
        RemovePulled();
        program.Dispose();
        proxy?.Dispose();
        http.Dispose();
        folder.Dispose();
    }

    private string Repository => $"{Host}/{repository}";

    /// <summary>An image has names with tags and names with digests; the last of the former takes the latter along.</summary>
    private void RemovePulled()
    {
        foreach (var kind in new[] { "RepoTags", "RepoDigests" })
        {
            foreach (var id in Lines("image", "ls", "--quiet", "--no-trunc", "--filter", $"reference={Repository}").Distinct())
            {
                var names = Lines("image", "inspect", "--format", $$$"""{{range .{{{kind}}}}}{{println .}}{{end}}""", id).Where(name => name.StartsWith(Repository, StringComparison.Ordinal)).ToArray();
                if (names.Length > 0)
                    Shell.Run("docker", ["image", "rm", "--force", .. names]);
            }
        }
    }

    private Uri Manifest(string tag) => new($"http://127.0.0.1:{program.Port}/v2/{repository}/manifests/{tag}");

    private static string[] Lines(params string[] arguments) => Shell.Run("docker", arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
