using System.Globalization;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary>Members of the server's answers. Texts come safe to show, on one line: strangers write messages of commits, and programs their errors.</summary>
internal static class Record
{
    private const int LongestText = 2000;

    /// <summary>Of what is no JSON, it is null.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Undefined when there is none.</summary>
    public static JsonElement Member(this JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;

    public static string? Text(this JsonElement json, string name) => Raw(json, name) is { } text ? Wording.Line(text, LongestText) : null;

    /// <summary>As it came: for what is compared, or has lines.</summary>
    public static string? Raw(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool Is(this JsonElement json, string name) => json.Member(name).ValueKind == JsonValueKind.True;

    /// <summary>In seconds.</summary>
    public static TimeSpan? Duration(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && Math.Abs(seconds) < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        DateTimeOffset.TryParse(json.Raw(name), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    public static string? Number(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null;

    /// <summary>Of a list; empty when it is none.</summary>
    public static JsonElement[] Items(this JsonElement json, string name)
    {
        var list = json.Member(name);
        if (list.ValueKind != JsonValueKind.Array)
            return [];
        var items = new JsonElement[list.GetArrayLength()];
        for (var i = 0; i < items.Length; i++)
            items[i] = list[i];
        return items;
    }
}
