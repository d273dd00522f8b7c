using PiDeployer.Outgoing;

namespace PiDeployer.Feedback;

/// <summary>Commit statuses at GitLab: <see href="https://docs.gitlab.com/api/commits/#set-commit-pipeline-status"/>.</summary>
internal sealed class GitLab(ForgeSettings settings, HttpClient http, TimeProvider clock) : IForge
{
    public const string PublicSite = "https://gitlab.com";

    private readonly string root = $"{settings.Address.AbsoluteUri.TrimEnd('/')}/api/v4";

    private readonly ForgeClient client = new(
        new ForgeIdentity(
            "GitLab",
            "GITLAB_TOKEN",
            settings.Token,
            "the scope api and the role Developer",
            [("User-Agent", "pi-deployer"), ("Accept", "application/json"), ("PRIVATE-TOKEN", settings.Token.Reveal())]),
        http,
        clock);

    public async Task<string?> ReportAsync(Report report, CancellationToken cancellationToken)
    {
        var state = report.Progress switch
        {
            Progress.Running => "running",
            Progress.Succeeded => "success",
            Progress.Failed => "failed",
            _ => "canceled",
        };
        var status = JsonBody.Of(json =>
        {
            json.WriteString("state", state);
            json.WriteAddress("target_url", report.Log);
            json.WriteString("description", report.Description);
            json.WriteString("name", report.Context);
        });
        var url = new Uri($"{root}/projects/{Uri.EscapeDataString(report.Repository.Value)}/statuses/{report.Commit}");
        var answer = await client.PostAsync(url, status, cancellationToken);
        return IsThereAlready(answer, state) ? null : answer.Problem;
    }

    /// <summary>It refuses to go from a state to the same one, as when a deployment begins again that never ended.</summary>
    private static bool IsThereAlready(Reply answer, string state) =>
        answer is Reply.Refused(_, { } said) && said.Contains("Cannot transition status via", StringComparison.Ordinal) && said.Contains($"from :{state}", StringComparison.Ordinal);
}
