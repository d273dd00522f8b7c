namespace PiDeployer.Tests.Infra;

/// <summary>A file system of its own that is soon full. Only root can mount one; see <see cref="MissingReason"/>.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<string?> Reason = new(TryOnce);

    private readonly TempDirectory folder = new();

    public SmallDisk(int kibibytes)
    {
        var (code, output) = Shell.TryRun("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", folder.Path);
        if (code == 0)
            return;
        folder.Dispose();
        throw new InvalidOperationException(output);
    }

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? MissingReason => Reason.Value;

    public string Path => folder.Path;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Leaves no room at all; names can still be made, changed and removed.</summary>
    public void Fill()
    {
        var block = new byte[4096];
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // That was the last of it.
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Shell.Run("umount", "-l", folder.Path); // Lazily: a file may still be open.
        folder.Dispose();
    }

    private static string? TryOnce()
    {
        try
        {
            new SmallDisk(64).Dispose();
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"A small disk cannot be mounted here: {e.Message}";
        }
    }
}
