using System.Security.Cryptography;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// Images made from nothing but a static busybox, since no registry is needed for what is tested: <c>v1</c> and <c>v2</c> answer their name on port 8080,
/// <c>broken</c> runs and answers 404 to everything. They are gone with it.
/// </summary>
public sealed class DockerImages : IDisposable
{
    private readonly string repository = $"pi-deployer-test-{Guid.NewGuid():N}";

    public DockerImages()
    {
        if (MissingReason is not null)
            return;
        Add("v1", "v1");
        Add("v2", "v2");
        Add("broken", page: null);
    }

    /// <summary>Why there is no engine to test with; null when there is one.</summary>
    /// <remarks>Whoever runs the tests has to say so. An engine that ought to be there and is not must not turn into a skipped test.</remarks>
    public static string? MissingReason => Environment.GetEnvironmentVariable("PIDEPLOYER_NO_DOCKER") is { Length: > 0 } reason ? reason : null;

    /// <summary>What all of them are labelled with, on whichever engine they are.</summary>
    public string Label => repository;

    public string Reference(string version) => $"{repository}:{version}";

    /// <summary>What a name means now: <c>sha256:…</c>.</summary>
    public string Id(string version) => Shell.Run("docker", "image", "inspect", "--format", "{{.Id}}", Reference(version));

    /// <summary>Whether the engine has it, by its id or any name.</summary>
    public static bool Exists(string image) => Shell.TryRun("docker", "image", "inspect", image).Code == 0;

    /// <summary>Takes a name from one image and gives it to another, which has no other name then.</summary>
    public void Rename(string from, string to)
    {
        Shell.Run("docker", "tag", Reference(from), Reference(to));
        Shell.Run("docker", "image", "rm", Reference(from));
    }

    /// <summary>Gives an image a name among these.</summary>
    public void Tag(string image, string version) => Shell.Run("docker", "tag", image, Reference(version));

    /// <summary>Removes what has no name and no container, of these images alone.</summary>
    public void Prune() => Shell.Run("docker", "image", "prune", "--force", "--filter", $"label={repository}");

    /// <summary>Makes one more image.</summary>
    /// <param name="version">Its name.</param>
    /// <param name="page">What it answers; null for 404 to everything.</param>
    public void Add(string version, string? page) => Add(version, AppImage.Serving(page));

    internal void Add(string version, AppImage image)
    {
        using var folder = new TempDirectory();
        Make(folder, version, image);
    }

    /// <summary>Takes a name away, and the image with it if it has no other: what is to come from a registry must not be here before.</summary>
    public void Remove(string version) => Shell.Run("docker", "image", "rm", Reference(version));

    public void Dispose()
    {
        if (MissingReason is not null)
            return;
        // All of them, since a test may have had compose build one.
        var left = Shell.Run("docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", $"reference={repository}").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (left.Length > 0)
            Shell.Run("docker", ["image", "rm", "--force", .. left]);
    }

    private void Make(TempDirectory folder, string version, AppImage image)
    {
        var root = folder.File(version);
        Directory.CreateDirectory(Path.Combine(root, "www"));
        if (image.Page is not null)
            folder.Write($"{version}/www/index.html", image.Page);
        if (image.Kilobytes > 0)
            File.WriteAllBytes(Path.Combine(root, "noise"), RandomNumberGenerator.GetBytes(image.Kilobytes * 1024));
        if (image.Script is not null)
            File.SetUnixFileMode(folder.Write($"{version}/serve", image.Script), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        File.Copy("/bin/busybox", Path.Combine(root, "bin/busybox"));
        var archive = folder.File($"{version}.tar");
        // The same times and owners make the same image each time.
        Shell.Run("tar", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "-C", root, "-cf", archive, ".");
        string[] changes = [$"LABEL {repository}=", .. image.Changes];
        Shell.Run("docker", ["import", .. changes.SelectMany(change => new[] { "--change", change }), archive, Reference(version)]);
    }
}
