using PiDeployer.Projects;

namespace PiDeployer.Http;

/// <summary><c>POST /reload</c>: reads <c>projects.yml</c> again.</summary>
internal sealed class ReloadEndpoint(Func<ProjectsFileResult> reload, Credentials credentials)
{
    public IResult Post(HttpContext http)
    {
        if (!credentials.HasBearer(http.Request))
            return Answers.Unauthorized();
        return reload() switch
        {
            ProjectsFileResult.Loaded(var loaded) => Answers.Ok(new ReloadAnswer("reloaded", loaded.Projects.Length), ApiJson.Readable.ReloadAnswer),
            ProjectsFileResult.Invalid(var problems) => Answers.Error(
                StatusCodes.Status500InternalServerError, new ErrorAnswer(string.Join('\n', problems), Problems: problems)),
            var unknown => throw new InvalidOperationException($"{unknown} is not a result."),
        };
    }
}
