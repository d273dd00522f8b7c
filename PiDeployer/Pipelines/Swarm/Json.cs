using System.Text.Json;

namespace PiDeployer.Pipelines.Swarm;

/// <summary>What Swarm says in JSON, with members left out where they are empty.</summary>
internal static class Json
{
    /// <exception cref="JsonException">It is none, or a text in it is not valid Unicode.</exception>
    public static T Read<T>(string text, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text in it is not valid Unicode", e);
        }
    }

    /// <summary>What is there at the end of a way through objects; undefined when the way ends before.</summary>
    public static JsonElement In(JsonElement element, params ReadOnlySpan<string> way)
    {
        foreach (var name in way)
            element = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var inner) ? inner : default;
        return element;
    }

    public static bool Has(JsonElement element, string name) => In(element, name).ValueKind == JsonValueKind.Object;

    /// <summary>Empty when there is no such text.</summary>
    public static string Text(JsonElement element, string name) => In(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() ?? "" : "";
}
