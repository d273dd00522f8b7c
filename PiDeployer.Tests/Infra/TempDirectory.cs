namespace PiDeployer.Tests.Infra;

/// <summary>A folder of a test's own, gone with it.</summary>
internal sealed class TempDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    public TempDirectory()
        : this(Directory.CreateTempSubdirectory("pi-deployer-test-").FullName)
    {
    }

    private TempDirectory(string path) => Path = path;

    public string Path { get; }

    /// <summary>Where writing costs next to nothing, if there is such a place: for a test that does it thousands of times.</summary>
    public static TempDirectory InMemory() =>
        Directory.Exists(Memory) ? new TempDirectory(Directory.CreateDirectory($"{Memory}/pi-deployer-test-{Guid.NewGuid():N}").FullName) : new TempDirectory();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and answers its path.</summary>
    public string Write(string name, string text)
    {
        var path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? Path);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>
    /// Writes a bash script with its run bit. A process of its own puts it in its place: what this one has open for writing, a program that another test starts at that
    /// moment has open too until it begins, and meanwhile nobody could run it ("Text file busy").
    /// </summary>
    public string WriteScript(string name, string body)
    {
        var written = Write($"{name}.written", $"#!/bin/bash\n{body}\n");
        Shell.Run("install", "-m", "700", written, File(name));
        System.IO.File.Delete(written);
        return File(name);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that the test has just ended may still have been writing; the folder is in /tmp.
        }
    }
}
