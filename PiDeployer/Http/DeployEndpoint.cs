using PiDeployer.Webhooks;

namespace PiDeployer.Http;

/// <summary><c>POST /deploy/NAME</c>: a person or a script asks for a project by its name. A body need not be, but may name one service of it.</summary>
internal sealed class DeployEndpoint(NamedCalls calls)
{
    public async Task<IResult> PostAsync(HttpContext http)
    {
        if (!Keys.TryRead(http, out var name))
            return Keys.Bad();
        using var body = await calls.ReadAsync(http);
        if (body is null)
            return Answers.Unauthorized();
        return DeployCall.Read(body.Bytes) switch
        {
            null when !DeployCall.MayBeIgnored(body.Bytes) => Answers.Error(
                StatusCodes.Status400BadRequest, "The body cannot be read as a call: it is not whole JSON, or longer than 64 KiB. Leave it out to deploy all of it."),
            null => await calls.AnswerAsync(http, calls.Find(name, null), body, Patience.Usual),
            Delivery.Call(var wish) when (wish.Project ?? name) == name && calls.Find(wish with { Project = name }) is { } call => await calls.AnswerAsync(http, call, body, Patience.Usual),
            Delivery.Malformed(var reason) => Answers.Error(StatusCodes.Status400BadRequest, reason),
            _ => Answers.Error(StatusCodes.Status400BadRequest, "The address and the body name two things; one is enough."),
        };
    }
}
