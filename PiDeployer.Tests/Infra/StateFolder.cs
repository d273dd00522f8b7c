using System.Text.Json;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>Looks at <c>STATE_DIR</c> from outside, as a person would.</summary>
internal sealed class StateFolder(string path)
{
    private static readonly string[] States = ["waiting", "running", "rolling_back", "restarting"];

    /// <summary>The files of what is in flight, and whatever else lies among them.</summary>
    public IEnumerable<string> InFlight => States.SelectMany(Files);

    public string Folder(string name) => Path.Combine(path, name);

    /// <summary>Whether a deployment is in this state.</summary>
    public bool Holds(string state) => Files(state).Any(file => file.EndsWith(".json", StringComparison.Ordinal));

    /// <summary>One project's records in the order of the file; every line has to be one, but for those that a kill may have torn.</summary>
    /// <param name="project">Its name.</param>
    /// <param name="kills">How often the program was killed: Linux may leave half of a line that goes over the end of a page.</param>
    public IReadOnlyList<JsonObject> History(string project, int kills = 0)
    {
        var lines = File.ReadAllLines(Path.Combine(path, "history", $"{project}.jsonl"));
        var records = lines.Select(TryParse).OfType<JsonObject>().ToList();
        (lines.Length - records.Count).ShouldBeLessThanOrEqualTo(kills, "torn lines");
        return records;
    }

    private string[] Files(string state) => Directory.Exists(Folder(state)) ? Directory.GetFiles(Folder(state)) : [];

    private static JsonObject? TryParse(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
