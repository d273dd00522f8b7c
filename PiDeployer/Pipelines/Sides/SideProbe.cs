using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace PiDeployer.Pipelines.Sides;

/// <summary>Asks a port of this machine by HTTP whether anybody is there. What the answer says does not matter: whether it is well, a health check knows.</summary>
internal static class SideProbe
{
    private const string TooSlow = "did not answer within 5 s";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null when somebody answers there, else what happened instead.</summary>
    public static Task<string?> AskAsync(int port, CancellationToken cancellationToken) =>
        AskAsync(new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/"), IPAddress.Loopback, _ => null, cancellationToken);

    /// <summary>Whether anybody listens there; who takes too long to answer is there too.</summary>
    public static async Task<bool> IsThereAsync(int port, CancellationToken cancellationToken) => await AskAsync(port, cancellationToken) is null or TooSlow;

    /// <summary>The same through a proxy on this machine, which is not looked for under its public name.</summary>
    /// <param name="address">As people write it.</param>
    /// <param name="at">Where the proxy listens.</param>
    /// <param name="side">The port of the side that has to answer.</param>
    /// <param name="isNamed">Whether the answer has to say so; without that it is somebody else's.</param>
    /// <param name="cancellationToken">Of the whole deployment.</param>
    public static Task<string?> AskAsync(Uri address, IPAddress at, int side, bool isNamed, CancellationToken cancellationToken) =>
        AskAsync(address, at, answer => Judge(answer, side, isNamed), cancellationToken);

    private static string? Judge(HttpResponseMessage answer, int side, bool isNamed)
    {
        if (answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            return $"answered {(int)answer.StatusCode}";
        if (!isNamed)
            return null;
        var port = answer.Headers.TryGetValues(CaddyRoute.PortHeader, out var ports) ? ports.FirstOrDefault() : null;
        if (port is null)
            return $"was answered {(int)answer.StatusCode} by neither side";
        return port == side.ToString(CultureInfo.InvariantCulture) ? null : $"was answered by the side at port {port} instead of {side}";
    }

    private static async Task<string?> AskAsync(Uri address, IPAddress at, Func<HttpResponseMessage, string?> judge, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectCallback = async (_, stop) => await ConnectAsync(at, address.Port, stop),
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null }, // It is this machine, whoever signed for its name.
        };
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return judge(answer);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.InvalidResponse)
        {
            return null; // Somebody is there, who speaks something else.
        }
        catch (HttpRequestException e)
        {
            return $"could not be reached: {e.InnerException?.Message ?? e.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return TooSlow;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(IPAddress host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
