using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using PiDeployer.Values;
using YamlDotNet.Core;

namespace PiDeployer.Projects;

/// <summary>
/// Reads typed values out of one YAML mapping. Every getter answers null for a key that is absent or empty, and also for one that is wrong,
/// after reporting it; <see cref="RejectUnknownKeys"/> comes last and knows which keys were asked for.
/// </summary>
internal sealed class MappingReader(YamlValue.Mapping mapping, IReadOnlyDictionary<string, string> environment, FileProblems problems)
{
    private readonly Dictionary<string, YamlValue> values = mapping.Entries.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public Mark Start => mapping.Start;

    /// <summary>In the file's order.</summary>
    public IEnumerable<string> Keys => mapping.Entries.Select(entry => entry.Key);

    /// <summary>Whether no problem may quote a value.</summary>
    private bool IsSecret { get; init; }

    private YamlValue.Mapping Content => mapping;

    /// <summary>The same, with no problem ever quoting a value.</summary>
    public MappingReader Unquoted() => new(mapping, environment, problems) { IsSecret = true };

    /// <inheritdoc cref="YamlValue.Mapping.Over(YamlValue.Mapping)"/>
    public MappingReader Over(MappingReader defaults) => new(mapping.Over(defaults.Content), environment, problems);

    /// <summary>These keys alone.</summary>
    public MappingReader Only(IReadOnlyCollection<string> keys) => Where(keys.Contains);

    /// <summary>All but these keys.</summary>
    public MappingReader Without(IReadOnlyCollection<string> keys) => Where(key => !keys.Contains(key));

    /// <summary>These values in place of what was written, to the letter.</summary>
    public MappingReader With(params ReadOnlySpan<(string Key, string Value)> values)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        foreach (var (key, value) in values)
            entries.Add(new YamlEntry(Start, key, new YamlValue.Scalar(Start, Variables.Escape(value), IsPlain: false)));
        return new MappingReader(new YamlValue.Mapping(Start, entries.ToImmutable()).Over(mapping), environment, problems);
    }

    /// <summary>Absent or empty, and so not wrong either.</summary>
    public bool Lacks(string key) => Value(key) is null or YamlValue.Scalar { IsNull: true };

    public string? Text(string key)
    {
        switch (Value(key))
        {
            case null or YamlValue.Scalar { IsNull: true }:
                return null;
            case YamlValue.Scalar scalar:
                return Expanded(key, scalar);
            case var other:
                problems.Add(other.Start, $"{key} must be a single value");
                return null;
        }
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

    /// <summary>A list of texts, or a single text in its place, each parsed. Empty when there is none; what is wrong is left out.</summary>
    public ImmutableArray<T> Texts<T>(string key, TryParse<T> parse, string rule)
        where T : class
    {
        T? Parse(string text, out string problem)
        {
            problem = rule;
            return parse(text, out var value) ? value : null;
        }

        return Texts<T>(key, Parse);
    }

    /// <summary>The same where what is wrong has a name.</summary>
    public ImmutableArray<T> Texts<T>(string key, Parse<T> parse)
        where T : class
    {
        if (Lacks(key) || Value(key) is not { } value)
            return [];
        var parsed = ImmutableArray.CreateBuilder<T>();
        foreach (var item in value is YamlValue.Sequence list ? list.Items : [value])
        {
            if (item is not YamlValue.Scalar { IsNull: false } scalar)
                problems.Add(item.Start, $"{key} must be a single value or a list of them");
            else if (Expanded(key, scalar) is not { } text)
                continue;
            else if (parse(text, out var problem) is { } one)
                parsed.Add(one);
            else
                problems.Add(item.Start, $"{key} '{text}' {problem}");
        }

        return parsed.ToImmutable();
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
        if (DurationText.TryParse(text) is { } duration && duration >= from && duration <= to)
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
            case YamlValue.Mapping inner:
                return new MappingReader(inner, environment, problems);
            case null or YamlValue.Scalar { IsNull: true }:
                return null;
            case var other:
                problems.Add(other.Start, $"{key} must be a mapping of keys to values");
                return null;
        }
    }

    /// <summary>A mapping of names that the file chooses to mappings; an empty one may be left out.</summary>
    public IEnumerable<(string Key, MappingReader Value)> Children(string key)
    {
        if (Mapping(key) is not { } children)
            yield break;
        foreach (var entry in children.Content.Entries)
            yield return (entry.Key, children.Mapping(entry.Key) ?? new MappingReader(new YamlValue.Mapping(entry.KeyStart, []), environment, problems));
    }

    /// <summary>A sequence of mappings; null when there is none.</summary>
    public IReadOnlyList<MappingReader>? Entries(string key)
    {
        if (Lacks(key) || Value(key) is not { } value)
            return null;
        if (value is not YamlValue.Sequence sequence)
        {
            problems.Add(value.Start, $"{key} must be a list, each entry beginning with a dash");
            return null;
        }

        foreach (var stray in sequence.Items.Where(item => item is not YamlValue.Mapping))
            problems.Add(stray.Start, $"an entry of {key} must be a mapping of keys to values");
        return [.. sequence.Items.OfType<YamlValue.Mapping>().Select(entry => new MappingReader(entry, environment, problems))];
    }

    /// <summary>Reports at the key's value, or at the mapping when there is no such key.</summary>
    public void Reject(string key, string message) => problems.Add(Value(key)?.Start ?? Start, message);

    public void Reject(IEnumerable<string> keys, string message)
    {
        foreach (var entry in mapping.Entries.Where(entry => keys.Contains(entry.Key)))
            problems.Add(entry.KeyStart, $"{entry.Key} {message}");
    }

    public void RejectUnknownKeys()
    {
        foreach (var entry in mapping.Entries.Where(entry => !asked.Contains(entry.Key)))
            problems.Add(entry.KeyStart, $"unknown key '{entry.Key}'{Suggestion.For(entry.Key, asked)}");
    }

    /// <summary>The mapping as it was written, for people to look at; texts go through <paramref name="masked"/>, and what is called a secret is not shown at all.</summary>
    public JsonObject ToJson(Func<string, string> masked) => MaskedJson.Of(mapping, masked);

    private MappingReader Where(Func<string, bool> counts) => new(mapping with { Entries = [.. mapping.Entries.Where(entry => counts(entry.Key))] }, environment, problems);

    private string? Expanded(string key, YamlValue.Scalar scalar)
    {
        var expanded = Variables.Expand(scalar.Text, environment, out var problem);
        if (problem is null)
            return expanded;
        problems.Add(scalar.Start, $"{key}: {(IsSecret || SecretNames.Has(key) ? "it holds a ${…} that is no variable or was not set at the start (.env is read only then); write $$ for a dollar sign" : problem)}");
        return null;
    }

    private YamlValue? Value(string key)
    {
        asked.Add(key);
        return values.GetValueOrDefault(key);
    }
}

internal delegate bool TryParse<T>(string text, [NotNullWhen(true)] out T? value)
    where T : class;

/// <param name="text">What is written.</param>
/// <param name="problem">Ends the sentence "KEY 'text' …" where the answer is null.</param>
internal delegate T? Parse<T>(string text, out string problem)
    where T : class;
