using System.Security.Cryptography;

namespace PiDeployer.Tests.Infra;

/// <summary>Makes an image of a static busybox, on whichever engine.</summary>
internal static class ImageImport
{
    /// <param name="engine">Docker's options that choose the engine; none for the tests' own.</param>
    /// <param name="reference">Its name.</param>
    /// <param name="image">What it does.</param>
    /// <param name="label">What it is labelled with.</param>
    public static void Run(string[] engine, string reference, AppImage image, string label)
    {
        using var folder = new TempDirectory();
        var root = folder.File("root");
        Directory.CreateDirectory(Path.Combine(root, "www"));
        if (image.Page is not null)
            folder.Write("root/www/index.html", image.Page);
        if (image.Kilobytes > 0)
            File.WriteAllBytes(Path.Combine(root, "noise"), RandomNumberGenerator.GetBytes(image.Kilobytes * 1024));
        if (image.Script is not null)
            File.SetUnixFileMode(folder.Write("root/serve", image.Script), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        File.Copy("/bin/busybox", Path.Combine(root, "bin/busybox"));
        var archive = folder.File("root.tar");
        // The same times and owners make the same image each time.
        Shell.Run("tar", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "-C", root, "-cf", archive, ".");
        string[] changes = [$"LABEL {label}=", .. image.Changes];
        Shell.Run("docker", [.. engine, "import", .. changes.SelectMany(change => new[] { "--change", change }), archive, reference]);
    }
}
