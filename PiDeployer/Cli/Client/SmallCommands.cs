using PiDeployer.Cli.CommandLine;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary><c>cancel</c> and <c>reload</c>: one question each.</summary>
internal sealed class SmallCommands(ServerApi api, Refusals refusals, Screen screen, Invocation invocation)
{
    public async Task<int> CancelAsync(CancellationToken cancellationToken)
    {
        var meant = await new DeploymentSearch(api, refusals, screen).UnderWayAsync(invocation.Argument ?? "", cancellationToken);
        return meant switch
        {
            Meant.One(var id) => await TellAsync(await api.PostAsync($"/deployments/{id}/cancel", null, cancellationToken), id, cancellationToken),
            Meant.None(var exitCode) => exitCode,
            _ => throw new InvalidOperationException($"{meant} is nothing that could be meant."),
        };
    }

    public async Task<int> ReloadAsync(CancellationToken cancellationToken)
    {
        var reply = await api.ReloadAsync(cancellationToken);
        if (reply is Reply.Refused(500, var problems))
            return screen.Fail(ExitCodes.Failure, $"all is as it was, because projects.yml is wrong:\n{Wording.Lines(problems)}");
        return reply is Reply.Good(var body) ? Say(body, $"projects.yml was read again: {Record.Parse(body).Number("projects")} projects.") : await refusals.TellAsync(reply, null, cancellationToken);
    }

    private async Task<int> TellAsync(Reply reply, string id, CancellationToken cancellationToken)
    {
        if (reply is not Reply.Good(var body))
            return await refusals.TellAsync(reply, null, cancellationToken);
        return Say(body, Record.Parse(body).Raw("status") == "cancelled" ? $"{id} was waiting, and is cancelled." : $"{id} is being ended; `pi-deployer logs -f {id}` shows how.");
    }

    private int Say(byte[] body, string text)
    {
        if (invocation.Has(Options.Json))
            return RawAnswer.Print(screen, body);
        screen.Line(text);
        screen.Flush();
        return ExitCodes.Success;
    }
}
