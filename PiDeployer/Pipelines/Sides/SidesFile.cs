using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>
/// What we did with a project's two sides, in writing: which one serves, and which deployment each was made by. Three words of text, since a person may want to read them:
/// <c>serving=green</c>, <c>blue=ID</c>, <c>green=ID</c>. What the proxy says comes first; this helps where that says both, or has forgotten.
/// </summary>
/// <param name="path">Where it is.</param>
internal sealed class SidesFile(string path)
{
    private const string ServingKey = "serving";

    /// <summary>Null when nobody knows.</summary>
    public Side? Serving => SideNames.TryParse(Read().GetValueOrDefault(ServingKey));

    /// <summary>The deployment that a side was made by; null when it is not whole, or nobody knows.</summary>
    public DeploymentId? On(Side side) => DeploymentId.TryParse(Read().GetValueOrDefault(side.ToName()), out var id) ? id : null;

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Serve(Side side, DeploymentId? madeBy)
    {
        var words = Read();
        words[ServingKey] = side.ToName();
        if (madeBy is not null)
            words[side.ToName()] = madeBy.Value;
        Write(words);
    }

    /// <summary>It is about to be another.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Forget(Side side)
    {
        var words = Read();
        if (words.Remove(side.ToName()))
            Write(words);
    }

    /// <summary>A file that is damaged or missing says nothing.</summary>
    private Dictionary<string, string> Read()
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
            {
                if (line.Split('=', 2) is [var key, var value])
                    words[key] = value;
            }
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            words.Clear();
        }

        return words;
    }

    private void Write(Dictionary<string, string> words)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        DurableFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(words.Select(word => $"{word.Key}={word.Value}\n"))));
    }
}
