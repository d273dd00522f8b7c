namespace PiDeployer.Http;

/// <summary><c>POST /deploy/NAME</c>: a person or a script asks for a project by its name.</summary>
internal sealed class DeployEndpoint(NamedCalls calls)
{
    public async Task<IResult> PostAsync(HttpContext http)
    {
        if (!Keys.TryRead(http, out var name))
            return Keys.Bad();
        using var body = await calls.ReadAsync(http);
        return body is null ? Answers.Unauthorized() : await calls.AnswerAsync(http, calls.Find(name, null), body, Patience.Usual, wish => (wish, ""));
    }
}
