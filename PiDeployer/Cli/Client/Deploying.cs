using System.Text.Json;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary><c>deploy</c> and <c>rollback</c>: asks for it, and follows it to its end.</summary>
internal sealed class Deploying(ServerApi api, Refusals refusals, Screen screen, Invocation invocation)
{
    private string Name => invocation.Argument ?? "";

    public Task<int> DeployAsync(CancellationToken cancellationToken)
    {
        var (service, image) = (invocation.Text(Options.Service), invocation.Text(Options.Image));
        return image is not null && service is null
            ? Task.FromResult(screen.Fail(ExitCodes.Usage, "--image says what a service shall run, so it needs --service, which says which one"))
            : AskAsync($"/deploy/{Name}?wait=0", service is null ? null : Body(service, image), cancellationToken);
    }

    public Task<int> RollBackAsync(CancellationToken cancellationToken)
    {
        var to = invocation.Text(Options.To);
        return to is not null && !DeploymentId.TryParse(to, out _)
            ? Task.FromResult(screen.Fail(ExitCodes.Failure, $"there is no deployment '{Wording.Line(to, 100)}'; `pi-deployer history {Name}` lists them with their ids"))
            : AskAsync($"/rollback/{Name}?wait=0{(to is null ? "" : $"&to={to}")}", null, cancellationToken);
    }

    private static byte[] Body(string service, string? image)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("service", service);
            if (image is not null)
                json.WriteString("image", image);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private async Task<int> AskAsync(string path, byte[]? body, CancellationToken cancellationToken)
    {
        var reply = await api.PostAsync(path, body, cancellationToken);
        if (reply is not Reply.Good(var answer))
            return await refusals.TellAsync(reply, Name, cancellationToken);
        var json = Record.Parse(answer);
        var isJson = invocation.Has(Options.Json);
        if (json.Text("id") is not { } id || invocation.Has(Options.NoWait))
        {
            if (isJson)
                RawAnswer.Print(screen, answer);
            else
                screen.Line(json.Text("id") is { } accepted ? $"Deployment {accepted} of {json.Text("project")} is accepted." : $"Nothing was done: {json.Text("reason")}");
            screen.Flush();
            return ExitCodes.Success;
        }

        if (!isJson)
            screen.Line($"Deployment {id} of {json.Text("project")} is accepted.", Ink.Faint);
        try
        {
            return await new Following(api, refusals, screen).RunAsync(id, isJson ? new FollowedByPrograms(screen, onlyResult: true) : null, null, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await screen.Errors.WriteAsync($"\nThe deployment goes on. `pi-deployer logs -f {id}` follows it again, `pi-deployer cancel {id}` ends it.\n");
            throw;
        }
    }
}
