using System.Text.Json;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Cli.Terminal;

namespace PiDeployer.Cli.Client;

/// <summary><c>status</c>: all projects as a table, or one with everything that is known of it.</summary>
internal sealed class StatusCommand(ServerApi api, Refusals refusals, Screen screen, Invocation invocation)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var reply = await api.StatusAsync(cancellationToken);
        if (reply is not Reply.Good(var body))
            return await refusals.TellAsync(reply, null, cancellationToken);
        var projects = Record.Parse(body).Items("projects");
        if (invocation.Argument is { } name)
            return One(projects, name);
        if (invocation.Has(Options.Json))
            return RawAnswer.Print(screen, body);
        if (projects.Length == 0)
            screen.Line("There are no projects; projects.yml is where they come from.");
        else
            All(projects);
        screen.Flush();
        return ExitCodes.Success;
    }

    private void All(JsonElement[] projects)
    {
        var table = new Table("PROJECT", "STATE", "WHEN", "TOOK", "BRANCH", "COMMIT", "NOTE");
        foreach (var project in projects)
        {
            table.Add(
                new Cell(project.Text("name") ?? "", Ink.Bold),
                States.Cell(screen, StateOf(project), project),
                new Cell(project.Time("last_deploy") is { } time ? Times.Ago(time, screen.Clock.GetUtcNow()) : ""),
                new Cell(project.Duration("duration") is { } duration ? Times.Took(duration) : ""),
                new Cell(project.Text("branch") ?? ""),
                new Cell(States.Commit(project)),
                new Cell(project.Text("error") ?? project.Member("poll").Text("error") ?? "", Ink.Bad));
        }

        table.Print(screen);
    }

    private int One(JsonElement[] projects, string name)
    {
        foreach (var project in projects)
        {
            if (project.Raw("name") != name)
                continue;
            if (invocation.Has(Options.Json))
                screen.Line(RawAnswer.Shown(project.GetRawText()));
            else
                One(project);
            screen.Flush();
            return ExitCodes.Success;
        }

        return refusals.NoProject(name, Array.ConvertAll(projects, project => project.Text("name") ?? ""));
    }

    private void One(JsonElement project)
    {
        var now = screen.Clock.GetUtcNow();
        var state = States.Cell(screen, StateOf(project), project);
        screen.Line($"{screen.Paint(project.Text("name") ?? "", Ink.Bold)}  {screen.Paint(state.Text, state.Ink)}");
        var facts = new Table("", "");
        void Fact(string title, string? text, Ink ink = Ink.Plain)
        {
            if (!string.IsNullOrEmpty(text))
                facts.Add(new Cell($"  {title}", Ink.Faint), new Cell(text, ink));
        }

        foreach (var one in project.Items("in_flight"))
            Fact(States.Shown(one.Raw("state")), one.Text("id"), Ink.Busy);
        Fact("repository", project.Text("repo"));
        Fact("branch", project.Text("branch"));
        Fact("mode", project.Text("deploy_mode"));
        Fact("part of", project.Text("group"));
        Fact("address", project.Member("environment").Text("url"));
        Fact("side", project.Text("serving"));
        Fact("last", project.Text("last_id"));
        Fact("ended as", States.Shown(project.Raw("last_state")));
        Fact("when", project.Time("last_deploy") is { } time ? Times.Ago(time, now) : null);
        Fact("took", project.Duration("duration") is { } duration ? Times.Took(duration) : null);
        Fact("commit", project.Text("commit"));
        Fact("next", project.Time("next_run") is { } next ? Times.Ago(next, now) : null);
        Fact("error", project.Text("error"), Ink.Bad);
        Fact("polling", project.Member("poll").Text("error"), Ink.Bad);
        Fact("images", project.Member("poll_images").Text("error"), Ink.Bad);
        facts.Print(screen);
    }

    /// <summary>What goes on counts more than what was.</summary>
    private static string? StateOf(JsonElement project) => project.Items("in_flight") is [var first, ..] ? first.Raw("state") : project.Raw("last_state");
}
