using System.Text;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary><c>logs</c>: what deployments said, or say.</summary>
internal sealed class LogsCommand(ServerApi api, Refusals refusals, Screen screen, Invocation invocation)
{
    private const int UsualLines = 50;

    private string Subject => invocation.Argument ?? "";

    private bool IsJson => invocation.Has(Options.Json);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!invocation.Has(Options.Follow))
            return DeploymentId.TryParse(Subject, out var id) ? await OfDeploymentAsync(id, cancellationToken) : await OfProjectAsync(cancellationToken);
        var meant = await new DeploymentSearch(api, refusals, screen).LatestAsync(Subject, cancellationToken);
        return meant switch
        {
            Meant.One(var found) => await FollowAsync(found, cancellationToken),
            Meant.None(var exitCode) => exitCode,
            _ => throw new InvalidOperationException($"{meant} is nothing that could be meant."),
        };
    }

    private async Task<int> FollowAsync(string id, CancellationToken cancellationToken)
    {
        var from = invocation.Number(Options.Lines) is { } lines ? await OffsetAsync(id, lines, cancellationToken) : null;
        return await new Following(api, refusals, screen).RunAsync(id, IsJson ? new FollowedByPrograms(screen, onlyResult: false) : null, from, cancellationToken);
    }

    private async Task<int> OfProjectAsync(CancellationToken cancellationToken)
    {
        var reply = await api.GetAsync($"/logs/{Subject}?lines={invocation.Number(Options.Lines) ?? UsualLines}", cancellationToken);
        if (reply is not Reply.Good(var body))
            return await refusals.TellAsync(reply, Subject, cancellationToken);
        if (IsJson)
            return RawAnswer.Print(screen, body);
        var kept = Record.Parse(body).Items("lines");
        if (kept.Length == 0)
            await screen.Errors.WriteAsync($"{Subject} has said nothing yet.\n");
        foreach (var line in kept)
            screen.Line(TerminalText.Shown(line.GetString() ?? "", screen.HasColor));
        screen.Flush();
        return ExitCodes.Success;
    }

    /// <summary>However long it is, only the lines that are wanted are kept.</summary>
    private async Task<int> OfDeploymentAsync(DeploymentId id, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await api.OpenAsync($"/deployments/{id}/log", null, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                return await refusals.TellAsync(ServerApi.Refusal((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken)), null, cancellationToken);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
            var (last, wanted) = (new Queue<string>(), invocation.Number(Options.Lines));
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                last.Enqueue(line);
                if (wanted is null || last.Count > wanted)
                    Print(last.Dequeue(), isWanted: wanted is null);
            }

            foreach (var line in last)
                Print(line, isWanted: true);
            screen.Flush();
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return refusals.Unreachable(ServerApi.Reason(e));
        }
    }

    private void Print(string line, bool isWanted)
    {
        if (!isWanted)
            return;
        if (IsJson)
            new FollowedByPrograms(screen, onlyResult: false).Line(line, endOfLine: true);
        else
            screen.Line(TerminalText.Shown(line, screen.HasColor));
        if (screen.IsGone())
            throw new ReaderGoneException();
    }

    /// <summary>Where the last lines begin in the log as it is now; null for its beginning.</summary>
    private async Task<string?> OffsetAsync(string id, int lines, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await api.OpenAsync($"/deployments/{id}/log", null, cancellationToken);
            return answer.IsSuccessStatusCode ? await LastLines.OffsetAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), lines, cancellationToken) : null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null; // Following tells what is wrong.
        }
    }
}
