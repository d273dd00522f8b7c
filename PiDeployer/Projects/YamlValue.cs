using System.Collections.Immutable;
using YamlDotNet.Core;

namespace PiDeployer.Projects;

/// <summary>One value of a YAML file and where it stands.</summary>
internal abstract record YamlValue(Mark Start)
{
    /// <param name="IsPlain">Not quoted, so that <c>null</c> and <c>true</c> may mean more than their letters.</param>
    internal sealed record Scalar(Mark Start, string Text, bool IsPlain) : YamlValue(Start)
    {
        public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
    }

    internal sealed record Sequence(Mark Start, ImmutableArray<YamlValue> Items) : YamlValue(Start);

    /// <summary>Its entries in the file's order, no key twice.</summary>
    internal sealed record Mapping(Mark Start, ImmutableArray<YamlEntry> Entries) : YamlValue(Start)
    {
        /// <summary>These keys over the defaults'; where both hold a mapping the same once more inside it, and no deeper.</summary>
        public Mapping Over(Mapping defaults) => Over(defaults, insideToo: true);

        /// <summary>Null when there is no such key, or no mapping behind it.</summary>
        public Mapping? Inner(string key) => Value(key) as Mapping;

        /// <summary>Null when there is no such key.</summary>
        public YamlValue? Value(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

        private Mapping Over(Mapping defaults, bool insideToo)
        {
            var inherited = defaults.Entries.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
            var own = Entries.Select(entry => insideToo && entry.Value is Mapping inner && inherited.GetValueOrDefault(entry.Key) is Mapping outer
                ? entry with { Value = inner.Over(outer, insideToo: false) }
                : entry);
            var names = Entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
            return this with { Entries = [.. own, .. defaults.Entries.Where(entry => !names.Contains(entry.Key))] };
        }
    }
}

/// <param name="KeyStart">Where the key stands.</param>
internal sealed record YamlEntry(Mark KeyStart, string Key, YamlValue Value);
