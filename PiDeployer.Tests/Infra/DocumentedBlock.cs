namespace PiDeployer.Tests.Infra;

/// <summary>Commands in a document that a reader would paste: a block that is fenced as <c>bash</c>.</summary>
/// <param name="File">From the repository's root.</param>
/// <param name="Line">Of its first command.</param>
/// <param name="Chapter">The heading above it, of whichever level.</param>
/// <param name="Text">The commands.</param>
internal sealed record DocumentedBlock(string File, int Line, string Chapter, string Text)
{
    private const string Fence = "```";

    public string Place => $"{File}:{Line} (\"{Chapter}\")";

    /// <summary>Those of README.md and of everything in docs, in the order of the documents.</summary>
    public static IReadOnlyList<DocumentedBlock> All() => [.. Documents().SelectMany(Of)];

    /// <summary>Of all blocks, what they are fenced as.</summary>
    public static IEnumerable<string> Languages() =>
        Documents().SelectMany(file => SourceTree.Read(file).Split('\n')).Where(line => line.TrimStart().StartsWith(Fence, StringComparison.Ordinal)).Select(line => line.Trim()[Fence.Length..]);

    public static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(SourceTree.Root, path)).Order().Prepend("README.md");

    private static IEnumerable<DocumentedBlock> Of(string file)
    {
        var (chapter, block, begin) = ("", (List<string>?)null, 0);
        foreach (var (index, line) in SourceTree.Read(file).Split('\n').Index())
        {
            if (block is null && line.StartsWith('#'))
            {
                chapter = line.TrimStart('#', ' ');
            }
            else if (block is null && line.Trim() == $"{Fence}bash")
            {
                (block, begin) = ([], index + 2);
            }
            else if (block is not null && line.Trim() != Fence)
            {
                block.Add(line);
            }
            else if (block is not null)
            {
                yield return new DocumentedBlock(file, begin, chapter, string.Join('\n', block));
                block = null;
            }
        }
    }
}
