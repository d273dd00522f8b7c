using System.Text.Json;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Cli.Terminal;

namespace PiDeployer.Cli.Client;

/// <summary>What the completion of a shell is told: what the table of commands knows, and what the server does where it can be asked. It never complains: somebody is typing.</summary>
/// <param name="completion">What is asked.</param>
/// <param name="place">Where the server is; null when nobody knows.</param>
/// <param name="screen">A candidate a line.</param>
internal sealed class CompleteCommand(Completion completion, ServerPlace? place, Screen screen)
{
    /// <summary>Whoever types does not want to wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var word in completion.Words)
            screen.Line($"{completion.Prefix}{word}");
        if (completion.Kind is Completes.Files or Completes.Folders)
            screen.Line(completion.Kind is Completes.Files ? CompletionScripts.Files : CompletionScripts.Folders);
        else if (place is not null)
            await AskAsync(place, cancellationToken);
        screen.Flush();
        return ExitCodes.Success;
    }

    private async Task AskAsync(ServerPlace server, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var api = new ServerApi(server);
        try
        {
            if (completion.Kind is Completes.Projects or Completes.ProjectsAndDeployments && await api.StatusAsync(limit.Token) is Reply.Good { Json: var status })
                Offer(status.Items("projects"), "name", "last_state");
            var project = completion.SoFar.Argument is { } name ? $"&project={Uri.EscapeDataString(name)}" : "";
            if (completion.Kind is Completes.Deployments or Completes.ProjectsAndDeployments && await api.GetAsync($"/deployments?limit=20{project}", limit.Token) is Reply.Good { Json: var page })
                Offer(page.Items("deployments"), "id", "state");
        }
        catch (OperationCanceledException)
        {
            // What is there is enough.
        }
    }

    private void Offer(JsonElement[] items, string word, string summary)
    {
        foreach (var item in items)
            screen.Line($"{completion.Prefix}{item.Text(word)}\t{(word == "id" ? $"{item.Text("project")}, " : "")}{States.Shown(item.Raw(summary) ?? "never deployed")}");
    }
}
