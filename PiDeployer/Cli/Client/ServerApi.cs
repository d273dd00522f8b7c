using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PiDeployer.Cli.Client;

/// <summary>Asks the running server.</summary>
internal sealed class ServerApi(ServerPlace place) : IDisposable
{
    /// <summary>Of an answer for which the server has to wait for others; only the stream of a log takes longer, and its beat comes every 15 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The same where it only has to say what it knows.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(5);

    /// <summary>No proxy is between us and our own machine, and whoever a redirect leads to is not given the token.</summary>
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public ServerPlace Place => place;

    /// <summary>How all projects are. It needs no token, so it is given none.</summary>
    public Task<Reply> StatusAsync(CancellationToken cancellationToken) => SendAsync(new HttpRequestMessage(HttpMethod.Get, AddressOf("status")), ShortPatience, cancellationToken);

    public Task<Reply> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(NewRequest(HttpMethod.Get, path), ShortPatience, cancellationToken);

    public Task<Reply> ReloadAsync(CancellationToken cancellationToken) => SendAsync(NewRequest(HttpMethod.Post, "/reload"), ShortPatience, cancellationToken);

    public Task<Reply> PostAsync(string path, byte[]? json, CancellationToken cancellationToken)
    {
        var request = NewRequest(HttpMethod.Post, path);
        if (json is not null)
            request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return SendAsync(request, Patience, cancellationToken);
    }

    /// <summary>An answer that is read while it is being given.</summary>
    /// <exception cref="HttpRequestException">There was none.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, string? lastEventId, CancellationToken cancellationToken)
    {
        var request = NewRequest(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        using var limit = NewLimit(Patience, cancellationToken); // Until its headers have come.
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(TooLong(Patience));
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<Reply> SendAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = NewLimit(patience, cancellationToken);
        try
        {
            using var answer = await http.SendAsync(request, limit.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(limit.Token);
            return answer.IsSuccessStatusCode && Record.Parse(body).ValueKind == JsonValueKind.Object ? new Reply.Good(body) : Refusal((int)answer.StatusCode, body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Reply.None(Reason(e));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Reply.None(TooLong(patience));
        }
    }

    /// <summary>What an answer means that does not give what was asked for.</summary>
    public static Reply Refusal(int status, byte[] body)
    {
        var json = Record.Parse(body);
        return (json.Raw("error") ?? json.Raw("reason")) is { } error ? new Reply.Refused(status, error) : new Reply.Foreign(status);
    }

    public static string Reason(Exception e) => e.GetBaseException().Message.TrimEnd('.');

    private static string TooLong(TimeSpan patience) => $"there was no answer within {patience.TotalSeconds} s";

    private static CancellationTokenSource NewLimit(TimeSpan patience, CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        return limit;
    }

    private Uri AddressOf(string path) => new(place.Address, path.TrimStart('/'));

    private HttpRequestMessage NewRequest(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, AddressOf(path));
        if (place.Token is { } token)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token.Reveal()}");
        return request;
    }
}
