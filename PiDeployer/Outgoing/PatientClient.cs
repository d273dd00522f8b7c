namespace PiDeployer.Outgoing;

/// <summary>Calls somebody outside by HTTP, with <see cref="Tries"/>.</summary>
internal sealed class PatientClient(Partner partner, HttpClient http, TryLimits limits, TimeProvider clock)
{
    /// <summary>Of an answer; whatever comes after is nothing that we want to know.</summary>
    private const int MaxResponseBytes = 64 * 1024;

    private readonly Tries tries = new(partner.Name, limits, clock);
    private readonly ReplyReader reader = new(partner, clock);

    /// <summary>A client that follows no redirect: whoever it leads to would be given the token, and a POST would become a GET.</summary>
    public static HttpClient NewHttp() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxResponseBytes };

    /// <summary>A request that says who we are, which Discord for one insists on.</summary>
    /// <param name="url">Where.</param>
    /// <param name="json">UTF-8.</param>
    public static HttpRequestMessage NewPost(Uri url, byte[] json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = json.ToContent() };
        request.Headers.TryAddWithoutValidation("User-Agent", "pi-deployer");
        return request;
    }

    /// <inheritdoc cref="NewPost"/>
    public Task<Reply> PostAsync(Uri url, byte[] json, CancellationToken cancellationToken) => SendAsync(() => NewPost(url, json), cancellationToken);

    /// <param name="request">Makes it, anew for each try.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Reply> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken) => tries.RunAsync(token => TryAsync(request, token), cancellationToken);

    private async Task<Reply> TryAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using var request = make();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return reader.Read(response, await BodyAsync(response, cancellationToken));
        }
        catch (HttpRequestException e)
        {
            return new Reply.TryLater(null, $"{partner.Name} could not be reached at {request.RequestUri?.Authority} ({e.HttpRequestError})");
        }
    }

    /// <summary>As much of it as can be read: what was taken must not be sent again because its answer is too long, or breaks off.</summary>
    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = new byte[MaxResponseBytes];
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            int read;
            while ((read = await stream.ReadAsync(body.AsMemory(length), cancellationToken)) > 0)
                length += read;
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && response.IsSuccessStatusCode))
        {
            // Its status is known, and says what matters.
        }

        return body[..length];
    }
}
