using System.Globalization;
using PiDeployer.Deployments;
using PiDeployer.Logs;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary><c>GET /logs/NAME?lines=50</c>: the end of a project's log.</summary>
internal sealed class LogsEndpoint(LiveCatalog catalog, Credentials credentials, DeploymentSurroundings surroundings)
{
    private const int DefaultLines = 50;
    private const int MaxLines = 10_000;

    public IResult Get(HttpContext http)
    {
        if (!Keys.TryRead(http, out var name))
            return Keys.Bad();
        if (!credentials.HasBearer(http.Request))
            return Answers.Unauthorized();
        if (catalog.Current.Find(name) is null)
            return Keys.Unknown(name);
        if (Lines(http.Request.Query["lines"]) is not { } lines)
            return Answers.Error(StatusCodes.Status400BadRequest, $"lines must be a whole number from 1 to {MaxLines}.");
        try
        {
            return Answers.Ok(new LogsAnswer(name.Value, LogTail.Read(surroundings.LogFile(name), lines)), ApiJson.Readable.LogsAnswer);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return Answers.Error(StatusCodes.Status500InternalServerError, $"The log cannot be read: {e.Message}");
        }
    }

    private static int? Lines(string? text)
    {
        if (text is null)
            return DefaultLines;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines is >= 1 and <= MaxLines ? lines : null;
    }
}
