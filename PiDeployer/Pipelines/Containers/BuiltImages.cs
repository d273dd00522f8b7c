using System.Collections.Immutable;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Containers;

/// <summary>A name that we have given to an image, or had compose give to it.</summary>
/// <param name="Commit">Of which it was built.</param>
/// <param name="Service">For which.</param>
/// <param name="Name">The name.</param>
/// <param name="Id">The image's, as the engine told it then.</param>
internal sealed record BuiltImage(string Commit, string Service, string Name, string Id);

/// <summary>
/// What was built here of which commit, in the order of the builds, so that what is removed later is surely ours: a name that a person gave is not in it, and one that a
/// person has given to another image since does not mean what stands here.
/// </summary>
/// <param name="path">Where it is written down: a line for each, of four words.</param>
internal sealed class BuiltImages(string path)
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Empty where nothing was written down yet. A line that is none is passed over.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ImmutableArray<BuiltImage> Read() =>
    [
        .. EngineCommand.Lines(SmallFile.ReadText(path, MaxBytes) ?? "").Select(line => line.Split(' ')).Where(words => words.Length == 4)
            .Select(words => new BuiltImage(words[0], words[1], words[2], words[3])),
    ];

    /// <summary>To be called before a name is given: what is written down and was not done does no harm, and what was done and not written down would stay for ever.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(IEnumerable<BuiltImage> all)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        DurableFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(all.Select(one => $"{one.Commit} {one.Service} {one.Name} {one.Id}\n"))));
    }

    /// <summary>Nothing that was built is there any more.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Forget()
    {
        if (File.Exists(path))
            File.Delete(path); // Which fails where there is not even the folder.
    }
}
