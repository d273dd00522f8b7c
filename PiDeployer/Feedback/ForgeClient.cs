using System.Net;
using PiDeployer.Outgoing;

namespace PiDeployer.Feedback;

/// <summary>Calls one forge's API.</summary>
/// <param name="forge">Which one.</param>
/// <param name="http">One of <see cref="PatientClient.NewHttp"/>.</param>
/// <param name="clock">For the pauses.</param>
internal sealed class ForgeClient(ForgeIdentity forge, HttpClient http, TimeProvider clock)
{
    private readonly PatientClient client = new(
        new Partner(forge.Name, [forge.Token], status => Advice(forge, status), "the token is not sent; was the repository renamed, or has the forge another address?"), http, TryLimits.Usual, clock);

    public Task<Reply> GetAsync(Uri url, CancellationToken cancellationToken) => client.SendAsync(() => Request(HttpMethod.Get, url), cancellationToken);

    /// <param name="url">Where.</param>
    /// <param name="json">UTF-8.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Reply> PostAsync(Uri url, byte[] json, CancellationToken cancellationToken)
    {
        return client.SendAsync(Post, cancellationToken);

        HttpRequestMessage Post()
        {
            var request = Request(HttpMethod.Post, url);
            request.Content = json.ToContent();
            return request;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, Uri url)
    {
        var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in forge.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static string? Advice(ForgeIdentity forge, HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => $"the token in {forge.Variable} is wrong or has expired",
        HttpStatusCode.Forbidden => $"the token in {forge.Variable} needs {forge.Rights}",
        HttpStatusCode.NotFound =>
            $"it has no such repository or commit, or does not show it to the token in {forge.Variable}, which needs {forge.Rights}; repo and forge in projects.yml say where to look",
        HttpStatusCode.UnprocessableEntity => "it does not take this for that commit; was the commit pushed to it?",
        _ => null,
    };
}
