using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>What the program says of its deployments.</summary>
internal static class DeploymentRecords
{

    private static readonly string[] InFlight = ["waiting", "running", "rolling_back", "restarting", "cancelling"];

    /// <summary>Wants the request to be accepted, and answers the deployment's id.</summary>
    public static async Task<string> ShouldAcceptAsync(this Task<HttpResponseMessage> sending) => (await sending.ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("id");

    public static Task<string> PushAsync(this RunningServer server, string repository = "ann/shop", string? delivery = null) =>
        server.SendAsync(Webhook.Push(repository), ("X-GitHub-Delivery", delivery)).ShouldAcceptAsync();

    /// <summary>Sends a webhook with one more header, unless its value is null.</summary>
    public static Task<HttpResponseMessage> SendAsync(this RunningServer server, Webhook webhook, (string Name, string? Value) header)
    {
        var request = webhook.ToRequest();
        if (header.Value is not null)
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return server.Http.SendAsync(request);
    }

    public static Task<HttpResponseMessage> PostAsync(this RunningServer server, string path) => server.SendAuthorizedAsync(HttpMethod.Post, path);

    public static Task<JsonObject> RecordAsync(this RunningServer server, string id) =>
        server.SendAuthorizedAsync(HttpMethod.Get, $"/deployments/{id}").ShouldAnswerAsync(HttpStatusCode.OK);

    /// <summary>Waits until the deployment is in this state, and answers its record.</summary>
    public static Task<JsonObject> UntilAsync(this RunningServer server, string id, string state) => UntilAsync(server, id, record => record.Text("state") == state, state);

    /// <summary>Waits until a deployment that is under way has said this.</summary>
    public static Task SaysAsync(this RunningServer server, string id, string text) =>
        Eventually.TrueAsync(async () => (await server.OutputAsync(id)).Contains(text, StringComparison.Ordinal), $"it says: {text}");

    /// <summary>Waits until the deployment has ended, and answers its record.</summary>
    public static Task<JsonObject> EndedAsync(this RunningServer server, string id) => UntilAsync(server, id, record => !InFlight.Contains(record.Text("state")), "to end");

    /// <summary>The whole output of a deployment.</summary>
    public static async Task<string> OutputAsync(this RunningServer server, string id)
    {
        using var answer = await server.SendAuthorizedAsync(HttpMethod.Get, $"/deployments/{id}/log");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A page of <c>/deployments</c>.</summary>
    public static Task<JsonObject> PageAsync(this RunningServer server, string query = "") =>
        server.SendAuthorizedAsync(HttpMethod.Get, $"/deployments{query}").ShouldAnswerAsync(HttpStatusCode.OK);

    public static IEnumerable<string> Ids(this JsonObject page) => page["deployments"].ShouldBeOfType<JsonArray>().Select(record => record.Text("id"));

    public static IEnumerable<string> Steps(this JsonObject record) => record["steps"].ShouldBeOfType<JsonArray>().Select(step => step.Text("name"));

    private static async Task<JsonObject> UntilAsync(RunningServer server, string id, Func<JsonObject, bool> isAsAwaited, string awaited)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            var record = await server.RecordAsync(id);
            if (isAsAwaited(record))
                return record;
            if (waited.Elapsed > Eventually.Patience)
                throw new TimeoutException($"Waited {Eventually.Patience} for this deployment: {awaited}: {record}\n{string.Join('\n', server.Log)}");
        }
    }
}
