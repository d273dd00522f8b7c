using PiDeployer.Outgoing;
using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <summary>Commit statuses at GitHub (<see href="https://docs.github.com/en/rest/commits/statuses"/>), and with them its deployments.</summary>
internal sealed class GitHub : IForge
{
    public const string PublicApi = "https://api.github.com";

    private readonly string root;
    private readonly ForgeClient client;
    private readonly GitHubDeployments deployments;

    public GitHub(ForgeSettings settings, HttpClient http, TimeProvider clock)
    {
        root = $"{settings.Address.AbsoluteUri.TrimEnd('/')}/repos";
        client = new ForgeClient(
            new ForgeIdentity(
                "GitHub",
                "GITHUB_TOKEN",
                settings.Token,
                "write access to commit statuses and to deployments (the scopes repo:status and repo_deployment of a classic one)",
                [
                    ("User-Agent", "pi-deployer"),
                    ("Accept", "application/vnd.github+json"),
                    ("X-GitHub-Api-Version", "2022-11-28"),
                    ("Authorization", $"Bearer {settings.Token.Reveal()}"),
                ]),
            http,
            clock);
        deployments = new GitHubDeployments(root, client);
    }

    public async Task<string?> ReportAsync(Report report, CancellationToken cancellationToken)
    {
        var status = JsonBody.Of(json =>
        {
            json.WriteString("state", StatusWord.Of(report.Progress));
            json.WriteAddress("target_url", report.Log);
            json.WriteString("description", report.Description);
            json.WriteString("context", report.Context);
        });
        var url = new Uri($"{root}/{report.Repository}/statuses/{report.Commit}");
        var answer = await client.PostAsync(url, status, cancellationToken);
        return answer.Problem ?? await deployments.ReportAsync(report, cancellationToken); // What keeps the one from working keeps the other too.
    }

    public Task<string?> RemoveAsync(RepositoryName repository, ProjectName environment, CancellationToken cancellationToken) =>
        deployments.RemoveAsync(repository, environment, cancellationToken);
}
