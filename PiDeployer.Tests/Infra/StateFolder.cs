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

    /// <summary>One project's records in the order of the file; every line has to be one.</summary>
    public IReadOnlyList<JsonObject> History(string project) =>
        [.. File.ReadLines(Path.Combine(path, "history", $"{project}.jsonl")).Select(line => JsonNode.Parse(line).ShouldBeOfType<JsonObject>())];

    private string[] Files(string state) => Directory.Exists(Folder(state)) ? Directory.GetFiles(Folder(state)) : [];
}
