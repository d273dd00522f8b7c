namespace PiDeployer.Http;

/// <summary><c>POST /deploy-all-changed?project=</c>: deploys a folder of stacks, which is each stack in it that has changed. Where there is only one folder, nobody need name it.</summary>
internal sealed class StacksEndpoint(NamedCalls calls)
{
    public async Task<IResult> PostAsync(HttpContext http)
    {
        if (!Keys.TryReadQuery(http, out var name))
            return Keys.Bad();
        using var body = await calls.ReadAsync(http);
        return body is null ? Answers.Unauthorized() : await calls.AnswerAsync(http, calls.FindFolder(name), body, _ => Patience.Endless);
    }
}
