using System.Globalization;
using System.Text;

namespace PiDeployer.Values;

/// <summary>A small file with a word for each of a few keys, a line each: <c>serving=green</c>. A person can read it, and a power cut leaves it as it was or as it shall be.</summary>
/// <param name="path">Where it is.</param>
internal sealed class WordsFile(string path)
{
    /// <summary>A file that is missing says nothing, and so does one that cannot be read.</summary>
    public Dictionary<string, string> Read()
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

    /// <exception cref="IOException">It cannot be written, and is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Write(IEnumerable<KeyValuePair<string, string>> words)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in words)
            text.Append(CultureInfo.InvariantCulture, $"{key}={value}\n");
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        DurableFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
