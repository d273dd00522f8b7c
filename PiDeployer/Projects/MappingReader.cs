using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using PiDeployer.Values;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace PiDeployer.Projects;

/// <summary>
/// Reads typed values out of one YAML mapping. Every getter answers null for a key that is absent or empty, and also for one that is wrong,
/// after reporting it; <see cref="RejectUnknownKeys"/> comes last and knows which keys were asked for.
/// </summary>
internal sealed class MappingReader
{
    private readonly OrderedDictionary<string, (Mark Key, YamlNode Node)> values;
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly FileProblems problems;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public MappingReader(YamlMappingNode mapping, IReadOnlyDictionary<string, string> environment, FileProblems problems)
        : this(mapping.Start, new(StringComparer.Ordinal), environment, problems)
    {
        foreach (var (key, node) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { } name })
                values[name] = (key.Start, node);
            else
                problems.Add(key.Start, "a key must be a plain word");
        }
    }

    private MappingReader(
        Mark start,
        OrderedDictionary<string, (Mark Key, YamlNode Node)> values,
        IReadOnlyDictionary<string, string> environment,
        FileProblems problems)
    {
        Start = start;
        this.values = values;
        this.environment = environment;
        this.problems = problems;
    }

    public Mark Start { get; }

    /// <summary>These keys over the defaults'; where both hold a mapping the same once more inside it, and no deeper.</summary>
    public MappingReader Over(MappingReader defaults)
    {
        var merged = new OrderedDictionary<string, (Mark Key, YamlNode Node)>(defaults.values, StringComparer.Ordinal);
        foreach (var (name, own) in values)
        {
            merged[name] = own.Node is YamlMappingNode inner && merged.TryGetValue(name, out var inherited) && inherited.Node is YamlMappingNode outer
                ? (own.Key, Merge(outer, inner))
                : own;
        }

        return new MappingReader(Start, merged, environment, problems);
    }

    public string? Text(string key)
    {
        if (Value(key) is not { } node)
            return null;
        if (node is not YamlScalarNode { Value: { } text } scalar)
        {
            problems.Add(node.Start, $"{key} must be a single value");
            return null;
        }

        if (scalar.Style == ScalarStyle.Plain && text is "" or "~" or "null" or "Null" or "NULL")
            return null;
        var expanded = Variables.Expand(text, environment, out var problem);
        if (problem is null)
            return expanded;
        problems.Add(node.Start, $"{key}: {problem}");
        return null;
    }

    /// <summary>Reads a text and parses it; <paramref name="rule"/> ends the sentence "KEY 'text' …".</summary>
    public T? Parsed<T>(string key, TryParse<T> parse, string rule)
        where T : class
    {
        if (Text(key) is not { } text)
            return null;
        if (parse(text, out var value))
            return value;
        Reject(key, $"{key} '{text}' {rule}");
        return null;
    }

    public string? OneOf(string key, IEnumerable<string> allowed)
    {
        if (Text(key) is not { } text)
            return null;
        if (allowed.Contains(text))
            return text;
        Reject(key, $"{key} '{text}' is not one of {string.Join(", ", allowed)}{Suggestion.For(text, allowed)}");
        return null;
    }

    public int? WholeNumber(string key, int from, int to)
    {
        if (Text(key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to)
            return number;
        Reject(key, $"{key} '{text}' is not a whole number from {from} to {to}");
        return null;
    }

    /// <summary>A number of seconds, or one with a unit: <c>90</c>, <c>90s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
    public TimeSpan? Duration(string key, TimeSpan from, TimeSpan to)
    {
        if (Text(key) is not { } text)
            return null;
        if (TryParseDuration(text) is { } duration && duration >= from && duration <= to)
            return duration;
        Reject(key, $"{key} '{text}' is not a time from {from.TotalSeconds:0} to {to.TotalSeconds:0} seconds, such as 90, 90s, 5m or 1h");
        return null;
    }

    public bool? Flag(string key)
    {
        if (Text(key) is not { } text)
            return null;
        switch (text.ToLowerInvariant())
        {
            case "true" or "yes" or "on":
                return true;
            case "false" or "no" or "off":
                return false;
            default:
                Reject(key, $"{key} '{text}' is not true or false");
                return null;
        }
    }

    public MappingReader? Mapping(string key)
    {
        switch (Value(key))
        {
            case YamlMappingNode inner:
                return new MappingReader(inner, environment, problems);
            case null or YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" }:
                return null;
            case var other:
                problems.Add(other.Start, $"{key} must be a mapping of keys to values");
                return null;
        }
    }

    /// <summary>A sequence of mappings; null when the key is absent.</summary>
    public IReadOnlyList<MappingReader>? Entries(string key)
    {
        if (Value(key) is not { } node)
            return null;
        if (node is not YamlSequenceNode sequence)
        {
            problems.Add(node.Start, $"{key} must be a list, each entry beginning with a dash");
            return null;
        }

        foreach (var stray in sequence.Children.Where(child => child is not YamlMappingNode))
            problems.Add(stray.Start, $"an entry of {key} must be a mapping of keys to values");
        return [.. sequence.Children.OfType<YamlMappingNode>().Select(entry => new MappingReader(entry, environment, problems))];
    }

    /// <summary>Reports at the key's value, or at the mapping when there is no such key.</summary>
    public void Reject(string key, string message) => problems.Add(Value(key)?.Start ?? Start, message);

    public void RejectUnknownKeys()
    {
        foreach (var (name, (at, _)) in values.Where(entry => !asked.Contains(entry.Key)))
            problems.Add(at, $"unknown key '{name}'{Suggestion.For(name, asked)}");
    }

    /// <summary>The mapping as it was written, secrets masked; for people to look at.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, (_, node)) in values)
            json[name] = name.Contains("secret", StringComparison.OrdinalIgnoreCase) ? Secret.Mask : Json(node);
        return json;
    }

    private YamlNode? Value(string key)
    {
        asked.Add(key);
        return values.TryGetValue(key, out var entry) ? entry.Node : null;
    }

    private static YamlMappingNode Merge(YamlMappingNode defaults, YamlMappingNode own)
    {
        var merged = new YamlMappingNode(own.Children);
        foreach (var (key, node) in defaults.Children.Where(inherited => !own.Children.ContainsKey(inherited.Key)))
            merged.Add(key, node);
        return merged;
    }

    private JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode inner => new MappingReader(inner, environment, problems).ToJson(),
        YamlSequenceNode items => new JsonArray([.. items.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when bool.TryParse(text, out var flag) => flag,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when int.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };

    private static TimeSpan? TryParseDuration(string text)
    {
        var (digits, unit) = text.Length == 0 ? ("", 1) : text[^1] switch
        {
            's' => (text[..^1], 1),
            'm' => (text[..^1], 60),
            'h' => (text[..^1], 3600),
            'd' => (text[..^1], 86400),
            _ => (text, 1),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * unit < 1e9
            ? TimeSpan.FromSeconds(number * unit)
            : null;
    }
}

internal delegate bool TryParse<T>(string text, [NotNullWhen(true)] out T? value)
    where T : class;
