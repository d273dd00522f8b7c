using System.Text.Json;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary>A deployment that people watch: its output as it comes, on a terminal with a line below it that says what goes on, and in the end how it went.</summary>
internal sealed class FollowedByPeople(ServerApi api, Screen screen, string id) : IFollowed, IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly StatusLine status = new(screen);
    private readonly long began = screen.Clock.GetTimestamp();
    private long lastLook;
    private string doing = "";
    private DateTimeOffset? since;
    private bool inLine;

    public void Line(string text, bool endOfLine)
    {
        if (!inLine)
            status.Erase();
        screen.Output.Write(TerminalText.Shown(text, screen.HasColor));
        if (endOfLine)
            screen.Output.Write('\n');
        inLine = !endOfLine;
    }

    public void Gap(string bytes) => Remark($"Here {Wording.Line(bytes, 20)} bytes are missing, which are not kept any more.");

    public void Lost(string reason) => Remark($"The log goes no further: {Wording.Line(reason, 500)}");

    public void Remark(string text)
    {
        EndLine();
        screen.Line(text, Ink.Faint);
    }

    public async Task TickAsync(CancellationToken cancellationToken)
    {
        if (screen.IsTerminal && !inLine)
        {
            if (doing.Length == 0 || screen.Clock.GetElapsedTime(lastLook) >= LookAgain)
                await LookAsync(cancellationToken);
            var elapsed = since is { } start ? screen.Clock.GetUtcNow() - start : screen.Clock.GetElapsedTime(began);
            status.Show($"{screen.Symbol(Ink.Busy)}{doing}, {Times.Running(elapsed)}");
        }

        screen.Flush();
    }

    public void Result(JsonElement record, string body)
    {
        EndLine();
        DeploymentSummary.Print(screen, record);
        screen.Flush();
    }

    public void Dispose() => status.Dispose();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        lastLook = screen.Clock.GetTimestamp();
        if (await api.GetAsync($"/deployments/{id}", cancellationToken) is not Reply.Good { Json: var record })
        {
            doing = "waiting for the server";
            return;
        }

        since = record.Time("started_at") ?? record.Time("accepted_at");
        var state = States.Shown(record.Raw("state"));
        doing = $"{record.Text("project")}: {(record.Text("step") is { } step ? $"{state}, {step}" : state)}";
    }

    private void EndLine()
    {
        status.Erase();
        if (inLine)
            screen.Output.Write('\n');
        inLine = false;
    }
}
