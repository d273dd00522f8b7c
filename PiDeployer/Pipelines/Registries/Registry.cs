using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Registries;

/// <summary>
/// Asks registries what a tag means now: https://distribution.github.io/distribution/spec/api/. Nothing is downloaded, and so it does not count against what
/// anybody may pull.
/// </summary>
/// <param name="http">One of <see cref="NewHttp"/>.</param>
internal sealed class Registry(HttpClient http)
{
    /// <summary>Where the hub's registry answers; Docker has it built in, too.</summary>
    private const string HubApi = "registry-1.docker.io";

    private const string DigestHeader = "Docker-Content-Digest";
    private const int MaxResponseBytes = 256 * 1024;

    /// <summary>For one answer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Whatever the tag means: an index of images for several machines, or one image, each in two dialects.</summary>
    private static readonly string[] Accepted =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <summary>A client that follows no redirect, since whoever it led to would be given the login.</summary>
    public static HttpClient NewHttp() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Limit, MaxResponseContentBufferSize = MaxResponseBytes };

    /// <summary>Whether nothing but this machine can hear what is said to it.</summary>
    public static bool IsLoopback(string host)
    {
        var name = Uri.TryCreate($"http://{host}", UriKind.Absolute, out var url) ? url.Host : host;
        return name == "localhost" || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    /// <param name="image">Whose tag.</param>
    /// <param name="login">Null for nobody's.</param>
    /// <param name="allowsPlain">Whether the registry is asked without HTTPS.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task<RegistryAnswer> DigestAsync(ImageReference image, RegistryLogin? login, bool allowsPlain, CancellationToken cancellationToken)
    {
        var host = image.Host == ImageReference.Hub ? HubApi : image.Host;
        if (!Uri.TryCreate($"{(allowsPlain ? "http" : "https")}://{host}/v2/{image.Path}/manifests/{image.Tag}", UriKind.Absolute, out var url))
            return new RegistryAnswer.Unknown($"{image.Host} is no address of a registry");
        try
        {
            using var first = await HeadAsync(url, null, cancellationToken);
            if (first.StatusCode != HttpStatusCode.Unauthorized)
                return Read(first, image);
            var (header, problem) = await AuthorizeAsync(first.Headers.WwwAuthenticate, image, login, allowsPlain, cancellationToken);
            if (problem is not null)
                return new RegistryAnswer.Unknown(problem);
            using var second = await HeadAsync(url, header, cancellationToken);
            return Read(second, image);
        }
        catch (HttpRequestException e)
        {
            return new RegistryAnswer.Unknown($"{image.Host} cannot be reached ({e.HttpRequestError})");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RegistryAnswer.Unknown($"{image.Host} has not answered within {Limit.TotalSeconds:0} s");
        }
    }

    private async Task<HttpResponseMessage> HeadAsync(Uri url, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var question = new HttpRequestMessage(HttpMethod.Head, url);
        foreach (var kind in Accepted)
            question.Headers.Accept.ParseAdd(kind);
        question.Headers.Authorization = authorization;
        return await http.SendAsync(question, cancellationToken);
    }

    private async Task<(AuthenticationHeaderValue? Header, string? Problem)> AuthorizeAsync(
        IEnumerable<AuthenticationHeaderValue> challenges, ImageReference image, RegistryLogin? login, bool allowsPlain, CancellationToken cancellationToken)
    {
        var problem = $"{image.Host} wants to be asked in a way that is not known here";
        foreach (var challenge in challenges)
        {
            switch (RegistryChallenge.Parse(challenge, image.Path, allowsPlain))
            {
                case RegistryChallenge.Basic when login is not null:
                    return (login.Header, null);
                case RegistryChallenge.Basic:
                    problem = $"{image.Host} wants a login for {image}; `docker login {image.Host}` as the user who runs pi-deployer gives it one";
                    break;
                case RegistryChallenge.Bearer(var where):
                    return await TokenAsync(where, image, login, cancellationToken);
            }
        }

        return (null, problem);
    }

    private async Task<(AuthenticationHeaderValue? Header, string? Problem)> TokenAsync(Uri where, ImageReference image, RegistryLogin? login, CancellationToken cancellationToken)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, where);
        question.Headers.Authorization = login?.Header;
        using var answer = await http.SendAsync(question, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            return (null, $"{where.Host} gives out no token for {image}: {(int)answer.StatusCode}");
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            foreach (var name in new[] { "token", "access_token" })
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var token) && token.ValueKind == JsonValueKind.String)
                    return (new AuthenticationHeaderValue("Bearer", token.GetString()), null);
            }
        }
        catch (Exception e) when (JsonTrouble.Is(e) || e is FormatException)
        {
            // It is told of below.
        }

        return (null, $"{where.Host} gives out no token for {image}, but something else");
    }

    private static RegistryAnswer Read(HttpResponseMessage answer, ImageReference image) => answer.StatusCode switch
    {
        HttpStatusCode.OK when answer.Headers.TryGetValues(DigestHeader, out var values) && values.FirstOrDefault() is { } digest && IsDigest(digest) => new RegistryAnswer.Found(digest),
        HttpStatusCode.OK => new RegistryAnswer.Unknown($"{image.Host} does not say which image {image} is"),
        HttpStatusCode.NotFound => new RegistryAnswer.Unknown($"{image.Host} has no {image}"),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new RegistryAnswer.Unknown($"{image.Host} does not let us see {image}: {(int)answer.StatusCode}"),
        HttpStatusCode.TooManyRequests => new RegistryAnswer.Unknown($"{image.Host} is asked too often: 429"),
        var other => new RegistryAnswer.Unknown($"{image.Host} answered {(int)other} when it was asked for {image}"),
    };

    private static bool IsDigest(string text) =>
        text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == 71 && text[7..].All(char.IsAsciiHexDigitLower);
}
