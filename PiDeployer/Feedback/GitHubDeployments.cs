using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <summary>
/// GitHub's deployments, by which it shows what runs where: <see href="https://docs.github.com/en/rest/deployments"/>. A project is an environment. A success makes
/// the environment's earlier ones inactive without our doing, except where it is called production.
/// </summary>
/// <param name="root">Where all repositories are.</param>
/// <param name="client">Knows the token.</param>
internal sealed class GitHubDeployments(string root, ForgeClient client)
{
    /// <summary>Between a beginning and its end, by one call after the other.</summary>
    private readonly Dictionary<(DeploymentId, CommitId), long> begun = [];

    /// <returns>Null when all went well, else why not.</returns>
    public async Task<string?> ReportAsync(Report report, CancellationToken cancellationToken)
    {
        var key = (report.Deployment, report.Commit);
        if (!begun.TryGetValue(key, out var id)) // At an end too: the program may have been another one at the beginning.
        {
            var (made, problem) = await CreateAsync(report, cancellationToken);
            if (made is not { } number)
                return problem;
            id = number;
        }

        if (report.Progress == Progress.Running)
            begun[key] = id;
        else
            begun.Remove(key);
        var state = report.Progress switch
        {
            Progress.Running => "in_progress",
            Progress.Succeeded => "success",
            Progress.Failed => "failure",
            _ => "error",
        };
        return await SetAsync(report.Repository, id, new GitHubDeploymentStatus(state, report.Project.Value, report.Log?.AbsoluteUri, report.Site?.AbsoluteUri, report.Description), cancellationToken);
    }

    /// <summary>Shows that nothing of the environment runs any more. Of those before the newest hundred, later successes have taken care.</summary>
    public async Task<string?> RemoveAsync(RepositoryName repository, ProjectName environment, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync(new Uri($"{root}/{repository}/deployments?environment={environment}&per_page=100"), cancellationToken);
        if (answer is not ForgeAnswer.Done(var body))
            return answer.Problem;
        if (Read(() => JsonSerializer.Deserialize(body, FeedbackJson.Default.GitHubNumberedArray)) is not { } all)
            return "GitHub listed the environment's deployments in a form that nobody knows";
        foreach (var deployment in all)
        {
            if (await SetAsync(repository, deployment.Id, new GitHubDeploymentStatus("inactive", environment.Value, null, null, "Removed"), cancellationToken) is { } problem)
                return problem;
        }

        return null;
    }

    private async Task<(long? Id, string? Problem)> CreateAsync(Report report, CancellationToken cancellationToken)
    {
        var deployment = new GitHubDeployment(report.Commit.Value, AutoMerge: false, RequiredContexts: [], report.Project.Value, report.Description);
        var answer = await client.PostAsync(
            new Uri($"{root}/{report.Repository}/deployments"), JsonSerializer.SerializeToUtf8Bytes(deployment, FeedbackJson.Default.GitHubDeployment), cancellationToken);
        if (answer is not ForgeAnswer.Done(var body))
            return (null, answer.Problem);
        var made = Read(() => JsonSerializer.Deserialize(body, FeedbackJson.Default.GitHubNumbered));
        return made is { Id: > 0 } ? (made.Id, null) : (null, "GitHub made a deployment and did not say its id");
    }

    private async Task<string?> SetAsync(RepositoryName repository, long id, GitHubDeploymentStatus status, CancellationToken cancellationToken)
    {
        var url = new Uri($"{root}/{repository}/deployments/{id}/statuses");
        return (await client.PostAsync(url, JsonSerializer.SerializeToUtf8Bytes(status, FeedbackJson.Default.GitHubDeploymentStatus), cancellationToken)).Problem;
    }

    private static T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
