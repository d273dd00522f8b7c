using System.Globalization;
using System.Text.Json.Nodes;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Shows a part of the file as JSON, as it was written but for its secrets.</summary>
internal static class MaskedJson
{
    /// <summary>Whether the value of such a key is never shown, whatever it holds.</summary>
    public static bool IsSecret(string key) => key.Contains("secret", StringComparison.OrdinalIgnoreCase);

    /// <param name="mapping">What is shown.</param>
    /// <param name="masked">Hides the secrets inside a text.</param>
    public static JsonObject Of(YamlValue.Mapping mapping, Func<string, string> masked)
    {
        var json = new JsonObject();
        foreach (var entry in mapping.Entries)
            json[entry.Key] = IsSecret(entry.Key) ? Secret.Mask : Of(entry.Value, masked);
        return json;
    }

    private static JsonNode? Of(YamlValue value, Func<string, string> masked) => value switch
    {
        YamlValue.Mapping inner => Of(inner, masked),
        YamlValue.Sequence items => new JsonArray([.. items.Items.Select(item => Of(item, masked))]),
        YamlValue.Scalar { IsNull: true } => null,
        YamlValue.Scalar { IsPlain: true } plain when bool.TryParse(plain.Text, out var flag) => flag,
        YamlValue.Scalar { IsPlain: true } plain when int.TryParse(plain.Text, CultureInfo.InvariantCulture, out var number) => number,
        YamlValue.Scalar scalar => masked(scalar.Text),
        _ => throw new InvalidOperationException($"{value} is not a value."),
    };
}
