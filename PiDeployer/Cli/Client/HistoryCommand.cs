using System.Text.Json;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Cli.Terminal;

namespace PiDeployer.Cli.Client;

/// <summary><c>history</c>: deployments, the newest first.</summary>
internal sealed class HistoryCommand(ServerApi api, Refusals refusals, Screen screen, Invocation invocation)
{
    private const int UsualLimit = 20;

    /// <summary>The server looks at 2,000 for each.</summary>
    private const int MostPages = 50;

    /// <summary>For a commit's message, in columns, where a note stands behind it.</summary>
    private const int RoomBesideNotes = 40;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var project = invocation.Argument is { } name ? $"&project={name}" : "";
        var state = invocation.Text(Options.State) is { } wanted ? $"&state={wanted}" : "";
        var limit = invocation.Number(Options.Limit) ?? UsualLimit;
        var found = new List<JsonElement>();
        string? next = null;
        for (var page = 0; page == 0 || (next is not null && found.Count < limit && page < MostPages); page++)
        {
            var reply = await api.GetAsync($"/deployments?limit={limit - found.Count}{project}{state}{(next is null ? "" : $"&before={next}")}", cancellationToken);
            if (reply is not Reply.Good { Json: var json })
                return await refusals.TellAsync(reply, invocation.Argument, cancellationToken);
            found.AddRange(json.Items("deployments"));
            next = json.Number("next");
        }

        if (found.Count == 0 && invocation.Argument is { } asked && await refusals.ProjectsAsync(cancellationToken) is var known && !known.Contains(asked))
            return refusals.NoProject(asked, known);
        if (invocation.Has(Options.Json))
            PrintJson(found, next);
        else
            Print(found.GetRange(0, Math.Min(found.Count, limit))); // What is under way comes on top of what was asked for.
        screen.Flush();
        if (next is not null && found.Count < limit)
            await screen.Errors.WriteAsync("Those before were not looked at.\n");
        return ExitCodes.Success;
    }

    /// <summary>As the server's own pages are, but on one.</summary>
    private void PrintJson(List<JsonElement> found, string? next)
    {
        screen.Output.Write("{\"deployments\":[");
        for (var i = 0; i < found.Count; i++)
            screen.Output.Write($"{(i == 0 ? "" : ",")}{RawAnswer.Shown(found[i].GetRawText())}");
        screen.Output.Write($"]{(next is null ? "" : $",\"next\":{next}")}}}\n");
    }

    private void Print(List<JsonElement> found)
    {
        var table = new Table("ID", "PROJECT", "STATE", "WHEN", "TOOK", "TRIGGER", "COMMIT", "MESSAGE", "NOTE");
        var room = screen.IsTerminal && found.Exists(record => record.Text("error") is not null) ? RoomBesideNotes : int.MaxValue;
        foreach (var record in found)
            Add(table, record, room);
        if (found.Count == 0)
            screen.Line("There are none.");
        else
            table.Print(screen);
    }

    private void Add(Table table, JsonElement record, int room) => table.Add(
        new Cell(record.Text("id") ?? "", Ink.Bold),
        new Cell($"{record.Text("project")}{(record.Text("service") is { } service ? $"/{service}" : "")}"),
        States.Cell(screen, record.Raw("state"), record),
        new Cell((record.Time("started_at") ?? record.Time("accepted_at")) is { } time ? Times.Ago(time, screen.Clock.GetUtcNow()) : ""),
        new Cell(record.Duration("duration") is { } duration ? Times.Took(duration) : ""),
        new Cell(record.Text("trigger") ?? ""),
        new Cell(States.Commit(record)),
        new Cell(TextWidth.Cut(record.Text("message") ?? "", room, screen.HasSymbols ? "…" : "~")),
        new Cell(record.Text("error") ?? "", States.InkOf(record.Raw("state"), record)));
}
