using System.Collections.Immutable;

namespace PiDeployer.Values;

/// <summary>What systemd calls a unit that somebody named: <c>web</c> is <c>web.service</c>, and the file of <c>shop@blue</c> is <c>shop@.service</c>.</summary>
internal static class UnitName
{
    private static readonly ImmutableArray<string> Kinds = [".service", ".socket", ".target", ".timer", ".path", ".mount", ".automount", ".swap", ".slice", ".scope", ".device"];

    public static string Full(string name) => Kinds.Any(kind => name.EndsWith(kind, StringComparison.Ordinal)) ? name : $"{name}.service";

    /// <summary>Where its file would be written.</summary>
    public static string File(string name)
    {
        var full = Full(name);
        var at = full.IndexOf('@', StringComparison.Ordinal);
        return $"/etc/systemd/system/{(at < 0 ? full : $"{full[..(at + 1)]}{full[full.LastIndexOf('.')..]}")}";
    }
}
