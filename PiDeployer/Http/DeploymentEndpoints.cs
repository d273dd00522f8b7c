using System.Globalization;
using System.Text;
using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary><c>/deployments</c>: what was deployed, what is under way, and ending that.</summary>
internal sealed class DeploymentEndpoints(DeploymentCoordinator coordinator, DeploymentHistory history, DeploymentLogAnswers logs, Credentials credentials)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 1000;

    /// <summary><c>GET /deployments?project=&amp;state=&amp;text=&amp;limit=&amp;before=</c>: the newest first; on the first page what is under way comes before all.</summary>
    public IResult List(HttpContext http)
    {
        var query = http.Request.Query;
        if (!credentials.HasBearer(http.Request))
            return Answers.Unauthorized();
        if (!Keys.TryReadQuery(http, out var project))
            return Keys.Bad();
        if (!TryRead(query["limit"], out var limit) || limit is < 1 or > MaxLimit)
            return Answers.Error(StatusCodes.Status400BadRequest, $"limit must be a whole number from 1 to {MaxLimit}.");
        if (!TryRead(query["before"], out var before))
            return Answers.Error(StatusCodes.Status400BadRequest, "before must be a number: the 'next' of the page before.");
        var filter = new DeploymentFilter(project, DeploymentFilter.StatesOf(query["state"]), query["text"].ToString().Trim());
        if (filter.UnknownState is { } unknown)
            return Answers.Error(StatusCodes.Status400BadRequest, $"state must be one or several of {DeploymentFilter.KnownStates}, with commas between them; '{unknown}' is none.");

        // Asked first: whatever ends meanwhile is in the history then.
        var inFlight = before is null ? coordinator.InFlight().Where(filter.Matches) : [];
        var page = history.Page(filter, before, (int)(limit ?? DefaultLimit));
        var underWay = inFlight.ExceptBy(page.Deployments.Select(entry => entry.Id), entry => entry.Id);
        return Answers.Ok(page with { Deployments = [.. underWay, .. page.Deployments] }, DeploymentJson.Readable.DeploymentPage);
    }

    /// <summary><c>GET /deployments/ID</c>.</summary>
    public Task<IResult> GetAsync(HttpContext http) =>
        WithAsync(http, (_, _, entry) => Task.FromResult(Answers.Ok(entry, DeploymentJson.Readable.DeploymentEntry)));

    /// <summary><c>GET /deployments/ID/log</c>: all of its output so far, as text.</summary>
    public Task<IResult> LogAsync(HttpContext http) => WithAsync(http, (id, project, _) => Task.FromResult(logs.Text(project, id)));

    /// <summary><c>GET /deployments/ID/events</c>: its output as it comes, and its record in the end.</summary>
    public Task<IResult> EventsAsync(HttpContext http) => WithAsync(http, (id, project, _) => Task.FromResult(logs.Events(http.Request, project, id, () => ResultOf(id))));

    /// <summary><c>POST /deployments/ID/cancel</c>: 200 when it waited and is gone, 202 when it runs and is being ended, 409 when it had ended before.</summary>
    public Task<IResult> CancelAsync(HttpContext http) => WithAsync(http, async (id, _, entry) => await coordinator.CancelAsync(id, http.RequestAborted) switch
    {
        null => Answers.Error(StatusCodes.Status409Conflict, new ErrorAnswer($"It has ended already: {entry.State}", entry.Project)),
        DeploymentState.Waiting => Answers.Deploy(StatusCodes.Status200OK, new DeployAnswer("cancelled", entry.Project, entry.Id)),
        _ => Answers.Deploy(StatusCodes.Status202Accepted, new DeployAnswer("cancelling", entry.Project, entry.Id)),
    });

    /// <summary>Answers for the deployment that the path names.</summary>
    private async Task<IResult> WithAsync(HttpContext http, Func<DeploymentId, ProjectName, DeploymentEntry, Task<IResult>> answer)
    {
        if (!credentials.HasBearer(http.Request))
            return Answers.Unauthorized();
        if (!DeploymentId.TryParse(http.Request.RouteValues["id"] as string, out var id))
            return Keys.BadDeployment();
        return Find(id) is { } entry && ProjectName.TryParse(entry.Project, out var project) ? await answer(id, project, entry) : Answers.Error(StatusCodes.Status404NotFound, $"Unknown deployment: {id}");
    }

    /// <summary>Looked for where it is under way first, since it moves from there to the history and not back.</summary>
    private DeploymentEntry? Find(DeploymentId id) => coordinator.InFlight().FirstOrDefault(entry => entry.Id == id.Value) ?? history.Find(id);

    private string? ResultOf(DeploymentId id) => history.Find(id) is { } entry ? Encoding.UTF8.GetString(entry.ToUtf8()) : null;

    /// <summary>True also when there is none, which reads as null.</summary>
    private static bool TryRead(string? text, out long? number)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read);
        number = isNumber ? read : null;
        return isNumber || text is null;
    }
}
