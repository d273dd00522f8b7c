namespace PiDeployer.Tests.Infra;

/// <summary>
/// Images made from nothing but a static busybox, since no registry is needed for what is tested: <c>v1</c> and <c>v2</c> answer their name on port 8080,
/// <c>broken</c> runs and answers 404 to everything. They are gone with it.
/// </summary>
public sealed class DockerImages : IDisposable
{
    private static readonly string[] Versions = ["v1", "v2", "broken"];

    private readonly string repository = $"pi-deployer-test-{Guid.NewGuid():N}";

    public DockerImages()
    {
        if (MissingReason is not null)
            return;
        using var folder = new TempDirectory();
        foreach (var version in Versions)
            Make(folder, version);
    }

    /// <summary>Why there is no engine to test with; null when there is one.</summary>
    /// <remarks>Whoever runs the tests has to say so. An engine that ought to be there and is not must not turn into a skipped test.</remarks>
    public static string? MissingReason => Environment.GetEnvironmentVariable("PIDEPLOYER_NO_DOCKER") is { Length: > 0 } reason ? reason : null;

    public string Reference(string version) => $"{repository}:{version}";

    public void Dispose()
    {
        if (MissingReason is null)
            Shell.Run("docker", ["image", "rm", "--force", .. Versions.Select(Reference)]);
    }

    private void Make(TempDirectory folder, string version)
    {
        var root = folder.File(version);
        if (version == "broken")
            Directory.CreateDirectory(Path.Combine(root, "www"));
        else
            folder.Write($"{version}/www/index.html", version);
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        File.Copy("/bin/busybox", Path.Combine(root, "bin/busybox"));
        var archive = folder.File($"{version}.tar");
        // The same times and owners make the same image each time.
        Shell.Run("tar", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "-C", root, "-cf", archive, ".");
        Shell.Run(
            "docker", "import", "--change", """CMD ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]""", archive, Reference(version));
    }
}
