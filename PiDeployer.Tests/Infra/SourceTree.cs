namespace PiDeployer.Tests.Infra;

/// <summary>The repository that the tests were built from, for tests that read its files.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The product's own C# files, relative to its folder.</summary>
    public static IReadOnlyDictionary<string, string> Product()
    {
        var folder = Path.Combine(Root, "PiDeployer");
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path))
            .Where(path => path.Split('/')[0] is not ("bin" or "obj"))
            .ToDictionary(path => path, path => File.ReadAllText(Path.Combine(folder, path)));
    }

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new DirectoryNotFoundException("No PiDeployer.slnx above the tests.")
        : File.Exists(Path.Combine(folder.FullName, "PiDeployer.slnx")) ? folder.FullName
        : Find(folder.Parent);
}
