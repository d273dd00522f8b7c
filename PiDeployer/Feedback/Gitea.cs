using PiDeployer.Outgoing;

namespace PiDeployer.Feedback;

/// <summary>Commit statuses at Gitea or Forgejo: <see href="https://docs.gitea.com/api/next/#tag/repository/operation/repoCreateStatus"/>.</summary>
internal sealed class Gitea(ForgeSettings settings, HttpClient http, TimeProvider clock) : IForge
{
    private readonly string root = $"{settings.Address.AbsoluteUri.TrimEnd('/')}/api/v1";

    private readonly ForgeClient client = new(
        new ForgeIdentity(
            "Gitea",
            "GITEA_TOKEN",
            settings.Token,
            "read and write access to repositories (write:repository)",
            [("User-Agent", "pi-deployer"), ("Accept", "application/json"), ("Authorization", $"token {settings.Token.Reveal()}")]),
        http,
        clock);

    public async Task<string?> ReportAsync(Report report, CancellationToken cancellationToken)
    {
        var status = JsonBody.Of(json =>
        {
            json.WriteString("state", StatusWord.Of(report.Progress));
            json.WriteAddress("target_url", report.Log);
            json.WriteString("description", report.Description);
            json.WriteString("context", report.Context);
        });
        var url = new Uri($"{root}/repos/{report.Repository}/statuses/{report.Commit}");
        return (await client.PostAsync(url, status, cancellationToken)).Problem;
    }
}
