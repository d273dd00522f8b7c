using PiDeployer.Outgoing;
using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <summary>
/// GitHub's deployments, by which it shows what runs where: <see href="https://docs.github.com/en/rest/deployments"/>. A project is an environment. A success makes
/// the environment's earlier successes inactive without our doing, except where it is called production.
/// </summary>
/// <param name="root">Where all repositories are.</param>
/// <param name="client">Knows the token.</param>
internal sealed class GitHubDeployments(string root, ForgeClient client)
{
    /// <summary>Between a beginning and its end, by one call after the other.</summary>
    private readonly Dictionary<string, string> begun = [];

    /// <returns>Null when all went well, else why not.</returns>
    public async Task<string?> ReportAsync(Report report, CancellationToken cancellationToken)
    {
        var key = $"{report.Deployment} {report.Commit}";
        if (!begun.TryGetValue(key, out var id)) // At an end too: the program may have been another one at the beginning.
        {
            var (made, problem) = await CreateAsync(report, cancellationToken);
            if (made is null)
                return problem;
            id = made;
        }

        if (report.Progress == Progress.Running)
            begun[key] = id;
        else
            begun.Remove(key);
        var state = report.Progress == Progress.Running ? "in_progress" : StatusWord.Of(report.Progress);
        return await SetAsync(report.Repository, id, state, report.Project, report.Log, report.Site, report.Description, cancellationToken);
    }

    /// <summary>Shows that nothing of the environment runs any more: of the newest success, which has taken care of those before it, and of what never ended since.</summary>
    public async Task<string?> RemoveAsync(RepositoryName repository, ProjectName environment, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync(new Uri($"{root}/{repository}/deployments?environment={environment}&per_page=100"), cancellationToken);
        if (answer is not Reply.Done(var body))
            return answer.Problem;
        if (ForgeJson.Ids(body) is not { } all)
            return "GitHub listed the environment's deployments in a form that nobody knows";
        foreach (var deployment in all)
        {
            var answered = await client.GetAsync(new Uri($"{root}/{repository}/deployments/{deployment}/statuses?per_page=100"), cancellationToken);
            if (answered is not Reply.Done(var statuses))
                return answered.Problem;
            if (ForgeJson.States(statuses) is not { } states)
                return "GitHub listed a deployment's statuses in a form that nobody knows";
            var hasSucceeded = states.Contains("success");
            if (IsOpen(states) && await SetAsync(repository, deployment, "inactive", environment, null, null, "Removed", cancellationToken) is { } problem)
                return problem;
            if (hasSucceeded)
                break;
        }

        return null;
    }

    /// <summary>Whether its newest status still says that something runs, or is about to.</summary>
    private static bool IsOpen(IReadOnlyList<string> states) => states.Count == 0 || states[0] is not ("failure" or "error" or "inactive");

    private async Task<(string? Id, string? Problem)> CreateAsync(Report report, CancellationToken cancellationToken)
    {
        var deployment = JsonBody.Of(json =>
        {
            json.WriteString("ref", report.Commit.Value);
            json.WriteBoolean("auto_merge", false); // Or it would merge the default branch into it first,
            json.WriteStartArray("required_contexts"); // and wait for other statuses, ours among them.
            json.WriteEndArray();
            json.WriteString("environment", report.Project.Value);
            json.WriteString("description", report.Description);
        });
        var answer = await client.PostAsync(new Uri($"{root}/{report.Repository}/deployments"), deployment, cancellationToken);
        if (answer is not Reply.Done(var body))
            return (null, answer.Problem);
        return ForgeJson.Id(body) is { } made ? (made, null) : (null, "GitHub made a deployment and did not say its id");
    }

    private async Task<string?> SetAsync(
        RepositoryName repository, string id, string state, ProjectName environment, Uri? log, Uri? site, string description, CancellationToken cancellationToken)
    {
        var status = JsonBody.Of(json =>
        {
            json.WriteString("state", state);
            json.WriteString("environment", environment.Value);
            json.WriteAddress("log_url", log);
            json.WriteAddress("environment_url", site);
            json.WriteString("description", description);
        });
        return (await client.PostAsync(new Uri($"{root}/{repository}/deployments/{id}/statuses"), status, cancellationToken)).Problem;
    }
}
