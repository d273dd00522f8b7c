using System.Buffers;
using System.Text.Json;
using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>
/// <c>POST /redeploy-and-update/NAME</c>: a registry, or a job that has pushed to one, tells of a new image: <c>{"action":"published"}</c>. The name is a stack's, or else a
/// service's of one (<c>?project=</c> says of which, where several have it); it is started where it does not run.
/// </summary>
internal sealed class RedeployEndpoint(NamedCalls calls)
{
    private const string Published = "published";

    /// <summary>In characters.</summary>
    private const int LongestAction = 50;

    public async Task<IResult> PostAsync(HttpContext http)
    {
        if (!Keys.TryReadQuery(http, out var project))
            return Keys.Bad();
        using var body = await calls.ReadAsync(http);
        if (body is null)
            return Answers.Unauthorized();
        var name = http.Request.RouteValues["name"] as string ?? "";
        if (!calls.IsOfAFriend(http, body, name))
            return Answers.Unauthorized();
        if (Find(name, project) is not { } call)
            return Keys.Bad();
        if (!TryReadAction(body.Bytes, out var action))
            return Answers.Error(StatusCodes.Status400BadRequest, "The body is not the JSON of an event, such as {\"action\":\"published\"}.");
        var wish = call with { Trigger = DeploymentTrigger.Package, MayStart = true, NothingToDo = action == Published ? null : $"Action '{Shortened(action)}' is not '{Published}'" };
        return await calls.AnswerAsync(http, wish, body, _ => Patience.Endless);
    }

    /// <summary>Null when it is no name at all.</summary>
    private NamedCall? Find(string? text, ProjectName? project)
    {
        if (project is null && ProjectName.TryParse(text, out var name) && calls.Find(name, null) is { Candidates: [_] } known)
            return known;
        if (!ServiceName.TryParse(text, out var service))
            return null;
        var update = new ServiceUpdate(service, null);
        return project is null ? calls.Find(update) : calls.Find(project, update) with { Name = service.Value };
    }

    /// <summary>It goes into the answer and the log, and may be anything.</summary>
    private static string Shortened(string action) => action.Length <= LongestAction ? action : action[..LongestAction];

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
        catch (Exception e) when (JsonTrouble.Is(e))
        {
            return false;
        }
    }
}
