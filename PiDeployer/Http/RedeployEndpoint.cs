using System.Buffers;
using System.Text.Json;
using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>
/// <c>POST /redeploy-and-update/NAME</c>: a registry, or a job that has pushed to one, tells of a new image: <c>{"action":"published"}</c>. The name is a stack's, or else a
/// service's of one; it is started where it does not run.
/// </summary>
internal sealed class RedeployEndpoint(NamedCalls calls)
{
    private const string Published = "published";

    public async Task<IResult> PostAsync(HttpContext http)
    {
        if (Find(http.Request.RouteValues["name"] as string) is not { } target)
            return Keys.Bad();
        using var body = await calls.ReadAsync(http);
        if (body is null)
            return Answers.Unauthorized();
        if (!TryReadAction(body.Bytes, out var action))
            return Answers.Error(StatusCodes.Status400BadRequest, "The body is not the JSON of an event, such as {\"action\":\"published\"}.");
        return await calls.AnswerAsync(http, target, body, _ => Patience.Endless, wish => action == Published
            ? (wish with { Trigger = DeploymentTrigger.Package, MayStart = true }, "")
            : (null, $"Action '{action}' is not '{Published}'"));
    }

    /// <summary>Null when it is no name at all.</summary>
    private Target? Find(string? text)
    {
        if (ProjectName.TryParse(text, out var name) && calls.Find(name, null) is { Candidates: [_] } known)
            return known;
        return ServiceName.TryParse(text, out var service) ? calls.Find(null, service) : null;
    }

    /// <summary>Who sends nothing has nothing else to tell.</summary>
    private static bool TryReadAction(ReadOnlySequence<byte> body, out string action)
    {
        action = Published;
        if (body.IsEmpty)
            return true;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return false;
            action = json.RootElement.TryGetProperty("action", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // The latter for what is not valid Unicode.
        {
            return false;
        }
    }
}
