using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PiDeployer.Projects;

/// <summary>What one document has named so far, and how much of it was used again.</summary>
internal sealed class YamlAnchors
{
    /// <summary>An alias stands for all that its anchor holds, so a small file could fill all memory where somebody writes all of it out.</summary>
    private const int MaxAliased = 200_000;

    private readonly Dictionary<AnchorName, Anchored> known = [];
    private int aliased;

    /// <summary>How many values there are so far, each counted as often as it is used.</summary>
    public int Values { get; set; }

    /// <summary>How many keys were borrowed so far.</summary>
    public int Lent { get; set; }

    /// <param name="name">Of the anchor.</param>
    /// <param name="value">What it holds.</param>
    /// <param name="before">How many values there were before it.</param>
    public void Add(AnchorName name, YamlValue value, int before) => known[name] = new Anchored(value, Values - before);

    /// <exception cref="YamlException">There is no such anchor, or it has been used too often.</exception>
    public YamlValue Find(AnchorAlias alias)
    {
        if (!known.TryGetValue(alias.Value, out var found))
            throw new YamlException(alias.Start, alias.End, "there is no such anchor");
        Values += found.Size;
        aliased += found.Size;
        return aliased <= MaxAliased ? found.Value : throw new YamlException(alias.Start, alias.End, $"aliases stand for more than {MaxAliased} values altogether");
    }

    /// <param name="Size">How many values it is, those inside of it included.</param>
    private sealed record Anchored(YamlValue Value, int Size);
}
