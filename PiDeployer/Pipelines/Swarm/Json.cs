using System.Text.Json;

namespace PiDeployer.Pipelines.Swarm;

/// <summary>Looks for members that Docker leaves out where they are empty.</summary>
internal static class Json
{
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
