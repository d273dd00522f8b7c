using System.Text.Json;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary>How the states of deployments are shown.</summary>
internal static class States
{
    public static string Shown(string? state) => Wording.Line(state ?? "", 30).Replace('_', ' ');

    /// <param name="state">The deployment's, or the one that its project is in.</param>
    /// <param name="record">Of either; with an error, what was rolled back had failed, else somebody wished it.</param>
    public static Ink InkOf(string? state, JsonElement record) => state switch
    {
        "succeeded" => Ink.Good,
        "rolled_back" => record.Raw("error") is null ? Ink.Good : Ink.Bad,
        "failed" or "timed_out" or "rollback_failed" or "interrupted" => Ink.Bad,
        "cancelled" or null => Ink.Faint,
        _ => Ink.Busy,
    };

    public static Cell Cell(Screen screen, string? state, JsonElement record) =>
        state is null ? new Cell("never deployed", Ink.Faint) : new Cell($"{screen.Symbol(InkOf(state, record))}{Shown(state)}", InkOf(state, record));

    /// <summary>The first letters of a commit's hash, as git shows them.</summary>
    public static string Commit(JsonElement record) => record.Text("commit") is { } commit ? commit[..Math.Min(commit.Length, 7)] : "";
}
