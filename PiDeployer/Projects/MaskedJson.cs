using System.Globalization;
using System.Text.Json.Nodes;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Shows a part of the file as JSON, as it was written but for its secrets.</summary>
internal static class MaskedJson
{
    /// <summary>The mapping whose values are all hidden, since only its names say what they are, and not all of them do.</summary>
    private const string Variables = "env";

    /// <summary>Whoever knows these addresses of channels may write there, however they are spelt; those of e-mails are people's own.</summary>
    private static readonly string[] Addresses = ["ntfy", "discord", "slack", "email", "from"];

    /// <param name="mapping">What is shown.</param>
    /// <param name="masked">Hides the secrets inside a text.</param>
    public static JsonObject Of(YamlValue.Mapping mapping, Func<string, string> masked)
    {
        var json = new JsonObject();
        foreach (var entry in mapping.Entries)
            json[entry.Key] = SecretNames.Has(entry.Key) || (entry.Value is not YamlValue.Mapping && Addresses.Contains(entry.Key)) ? Secret.Mask : entry is { Key: Variables, Value: YamlValue.Mapping variables } ? Names(variables) : Of(entry.Value, masked);
        return json;
    }

    private static JsonObject Names(YamlValue.Mapping variables)
    {
        var names = new JsonObject();
        foreach (var variable in variables.Entries)
            names[variable.Key] = Secret.Mask;
        return names;
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
