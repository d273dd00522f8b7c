using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PiDeployer.Projects;

/// <summary>
/// Builds a tree from YamlDotNet's events. Its own representation model can also write YAML, which costs the binary half a mebibyte for nothing.
/// </summary>
internal static class YamlTree
{
    /// <summary>Far more than the file's keys need. Without a limit brackets in brackets would overflow the stack, which ends the whole program.</summary>
    private const int MaxDepth = 100;

    /// <summary>Each mapping that borrows keys gets copies of them, so a small file could fill all memory.</summary>
    private const int MaxLent = 100_000;

    /// <summary>The one document's root; null when the file is empty. Anchors, aliases and merge keys (<c>&lt;&lt;</c>) are resolved.</summary>
    /// <exception cref="YamlException">The text is not YAML, has several documents, repeats a key, or has a key that is not a plain word.</exception>
    public static YamlValue? Parse(string text)
    {
        var events = new StrictParser(new Parser(new StringReader(text)));
        events.Consume<StreamStart>();
        if (!events.TryConsume<DocumentStart>(out _))
            return null;
        var root = ReadValue(events, new YamlAnchors(), depth: 0);
        events.Consume<DocumentEnd>();
        return events.TryConsume<DocumentStart>(out var second) ? throw new YamlException(second.Start, second.End, "a second document begins here") : root;
    }

    private static YamlValue ReadValue(IParser events, YamlAnchors anchors, int depth)
    {
        if (events.TryConsume<AnchorAlias>(out var alias))
            return anchors.Find(alias);

        var start = events.Current as NodeEvent ?? throw new YamlException("a value is missing");
        if (depth > MaxDepth)
            throw new YamlException(start.Start, start.End, $"values are nested more than {MaxDepth} deep");
        var before = anchors.Values++;
        var value = (YamlValue)(events.Current switch
        {
            Scalar => ReadScalar(events),
            SequenceStart => ReadSequence(events, anchors, depth),
            MappingStart => ReadMapping(events, anchors, depth),
            _ => throw new YamlException(start.Start, start.End, "this is no value"),
        });
        if (!start.Anchor.IsEmpty)
            anchors.Add(start.Anchor, value, before);
        return value;
    }

    private static YamlValue.Scalar ReadScalar(IParser events)
    {
        var scalar = events.Consume<Scalar>();
        if (scalar.Value.Contains('\0', StringComparison.Ordinal))
            throw new YamlException(scalar.Start, scalar.End, "a text holds a zero byte, which no name, path or argument can");
        return new YamlValue.Scalar(scalar.Start, scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private static YamlValue.Sequence ReadSequence(IParser events, YamlAnchors anchors, int depth)
    {
        var start = events.Consume<SequenceStart>();
        var items = ImmutableArray.CreateBuilder<YamlValue>();
        while (!events.TryConsume<SequenceEnd>(out _))
            items.Add(ReadValue(events, anchors, depth + 1));
        return new YamlValue.Sequence(start.Start, items.ToImmutable());
    }

    private static YamlValue.Mapping ReadMapping(IParser events, YamlAnchors anchors, int depth)
    {
        var start = events.Consume<MappingStart>();
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var lent = new List<YamlEntry>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!events.TryConsume<MappingEnd>(out _))
        {
            if (!events.TryConsume<Scalar>(out var key))
                throw new YamlException(events.Current?.Start ?? start.Start, events.Current?.End ?? start.End, "a key must be a plain word");
            if (!seen.Add(key.Value))
                throw new YamlException(key.Start, key.End, key.Value == "<<" ? "'<<' stands here twice; write <<: [*a, *b]" : $"the key '{key.Value}' stands here twice");
            var value = ReadValue(events, anchors, depth + 1);
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
                lent.AddRange(Lent(key, value));
            else
                entries.Add(new YamlEntry(key.Start, key.Value, value));
        }

        anchors.Lent += lent.Count;
        if (anchors.Lent > MaxLent)
            throw new YamlException(start.Start, start.End, $"<< brings in more than {MaxLent} keys altogether");
        entries.AddRange(lent.Where(entry => seen.Add(entry.Key)));
        return new YamlValue.Mapping(start.Start, entries.ToImmutable());
    }

    /// <summary>The entries of one mapping, or of several, the first of which counts; a mapping's own keys win over all of them.</summary>
    private static IEnumerable<YamlEntry> Lent(Scalar key, YamlValue value) => value switch
    {
        YamlValue.Mapping lender => lender.Entries,
        YamlValue.Sequence lenders when lenders.Items.All(item => item is YamlValue.Mapping) =>
            lenders.Items.Cast<YamlValue.Mapping>().SelectMany(lender => lender.Entries).DistinctBy(entry => entry.Key),
        _ => throw new YamlException(key.Start, key.End, "<< takes a mapping, or a list of mappings"),
    };
}
