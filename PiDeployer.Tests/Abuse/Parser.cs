using System.Text;

namespace PiDeployer.Tests.Abuse;

/// <summary>Something that reads what others have written.</summary>
/// <param name="Name">What the tests call it.</param>
/// <param name="Seeds">What it reads well.</param>
/// <param name="Read">Reads anything, and looks at all of what comes of it.</param>
/// <param name="Documented">The one exception that it may throw; null for none.</param>
internal sealed record Parser(string Name, string[] Seeds, Action<byte[]> Read, Type? Documented = null)
{
    /// <summary>What means something to it.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>In bytes; what is longer never comes to it.</summary>
    public int Longest { get; init; } = 1024 * 1024;

    public IReadOnlyList<byte[]> Corpus => [.. Seeds.Select(Encoding.UTF8.GetBytes)];

    /// <summary>For one that reads texts.</summary>
    public static Parser OfText(string name, string[] seeds, Action<string> read, Type? documented = null) =>
        new(name, seeds, bytes => read(Encoding.UTF8.GetString(bytes)), documented);

    /// <summary>For one that reads headers or addresses, of which each byte is a character.</summary>
    public static Parser OfHeader(string name, string[] seeds, Action<string> read) =>
        new(name, seeds, bytes => read(Encoding.Latin1.GetString(bytes))) { Longest = 16 * 1024 };

    /// <summary>What it has thrown that it may not; null as a rule.</summary>
    public Exception? Try(byte[] input)
    {
        try
        {
            Read(input);
            return null;
        }
        catch (Exception e)
        {
            return e.GetType() == Documented || e.GetType().IsSubclassOf(Documented ?? typeof(Parser)) ? null : e;
        }
    }
}
