using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <summary>What of a forge's answers counts. By hand, for the reason of <see cref="PiDeployer.Outgoing.JsonBody"/>.</summary>
internal static class ForgeJson
{
    /// <summary>What a forge calls the thing that it made; null where it does not say.</summary>
    public static string? Id(byte[] answer) => Read(answer, root => IdOf(root) is { } id ? [id] : null) is [var only] ? only : null;

    /// <summary>The same of each thing in a list.</summary>
    public static IReadOnlyList<string>? Ids(byte[] answer) => All(answer, IdOf);

    /// <summary>The state of each thing in a list.</summary>
    public static IReadOnlyList<string>? States(byte[] answer) => All(answer, StateOf);

    private static List<string>? All(byte[] answer, Func<JsonElement, string?> read) => Read(answer, root =>
    {
        if (root.ValueKind != JsonValueKind.Array)
            return null;
        var all = new List<string>();
        foreach (var thing in root.EnumerateArray())
        {
            if (read(thing) is { } text)
                all.Add(text);
        }

        return all;
    });

    private static string? StateOf(JsonElement thing) =>
        thing.ValueKind == JsonValueKind.Object && thing.TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.String ? state.GetString() : null;

    private static string? IdOf(JsonElement thing) =>
        thing.ValueKind == JsonValueKind.Object && thing.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number ? id.GetRawText() : null;

    private static List<string>? Read(byte[] answer, Func<JsonElement, List<string>?> read)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return read(json.RootElement);
        }
        catch (Exception e) when (JsonTrouble.Is(e))
        {
            return null;
        }
    }
}
