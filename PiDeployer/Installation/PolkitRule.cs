using System.Collections.Immutable;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>Lets one user restart some units, and of template units stop the instances, and nothing else: <see href="https://www.freedesktop.org/software/polkit/docs/latest/polkit.8.html"/>.</summary>
/// <param name="Units">Their names, for people.</param>
/// <param name="Text">What polkit reads.</param>
internal sealed record PolkitRule(string Units, string Text)
{
    private const string Mark = "// Written by `pi-deployer install`, from projects.yml, and written again by each later install.";
    private const string Restarted = "restart: [";
    private const string Stopped = "stop: [";

    /// <param name="user">Who may.</param>
    /// <param name="units">In full: <c>web.service</c>.</param>
    /// <returns>Null when there are none.</returns>
    public static PolkitRule? Make(string user, RestartedUnits units) => units.All.IsEmpty ? null : new PolkitRule(
        string.Join(", ", units.All),
        $$"""
        {{Mark}}
        polkit.addRule(function (action, subject) {
            var units = { {{Restarted}}{{List(units.All)}}], {{Stopped}}{{List(units.Stopped)}}] }[action.lookup("verb")];
            if (action.id == "org.freedesktop.systemd1.manage-units" && subject.user == {{Quoted(user)}} && units && units.indexOf(action.lookup("unit")) >= 0) {
                return polkit.Result.YES;
            }
        });

        """);

    public static bool IsOurs(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>Those of a rule that an install has written; none of any other.</summary>
    public static RestartedUnits UnitsOf(string text) => IsOurs(text) ? new RestartedUnits(NamesAfter(Restarted, text), NamesAfter(Stopped, text)) : RestartedUnits.None;

    /// <summary>No unit has a bracket in its name.</summary>
    private static ImmutableArray<string> NamesAfter(string start, string text)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        if (from < start.Length || text.IndexOf(']', from) is not (>= 0 and var end))
            return [];
        try
        {
            using var names = JsonDocument.Parse($"[{text[from..end]}]");
            var found = ImmutableArray.CreateBuilder<string>();
            foreach (var name in names.RootElement.EnumerateArray())
                found.Add(name.GetString() ?? "");
            return found.ToImmutable();
        }
        catch (Exception e) when (JsonTrouble.Is(e))
        {
            return []; // Somebody has changed it by hand.
        }
    }

    private static string List(ImmutableArray<string> units) => string.Join(", ", units.Select(Quoted));

    /// <summary>What JSON takes for a text, JavaScript does too.</summary>
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
