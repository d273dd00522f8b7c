using System.Globalization;
using PiDeployer.Logs;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>One deployment's log as an answer: all of it at once, or followed line by line. That the deployment exists is for the caller to know.</summary>
/// <param name="logs">Where the logs are.</param>
/// <param name="clock">For the beats of an idle stream.</param>
/// <param name="stopping">Ends every stream, whose reader then goes on where it was with the next process.</param>
internal sealed class DeploymentLogAnswers(DeploymentLogs logs, TimeProvider clock, CancellationToken stopping)
{
    /// <summary>The id of the last event: whoever has seen it needs nothing more.</summary>
    public const string LastId = "end";

    public IResult Text(ProjectName project, DeploymentId id) => new LogText(logs, project, id);

    /// <param name="request">Says where to go on, with <c>Last-Event-ID</c>.</param>
    /// <param name="project">The deployment's.</param>
    /// <param name="id">The deployment.</param>
    /// <param name="resultJson">Asked after <see cref="DeploymentLogs.End"/>: what the last event says; null when there is no result here, and so no last event.</param>
    public IResult Events(HttpRequest request, ProjectName project, DeploymentId id, Func<string?> resultJson)
    {
        string? last = request.Headers["Last-Event-ID"];
        if (last == LastId)
            return new EmptyAnswer(StatusCodes.Status204NoContent); // The one answer that keeps an EventSource from asking again.
        var offset = 0L;
        if (!string.IsNullOrEmpty(last) && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out offset))
            return Answers.Error(StatusCodes.Status400BadRequest, $"Last-Event-ID must be the id of an event: a number of bytes, or {LastId}.");
        return new LogEvents(logs, project, id, offset, resultJson, clock, stopping);
    }

    public static IResult Unreadable(Exception e) => Answers.Error(StatusCodes.Status500InternalServerError, $"The log cannot be read: {e.Message}");
}
