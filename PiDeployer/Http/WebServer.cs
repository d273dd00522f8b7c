using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace PiDeployer.Http;

/// <summary>
/// Kestrel alone. The framework's WebApplication would put a host with configuration, a life of its own, services and error pages around it, none of which is used
/// here, and all of which is in the binary.
/// </summary>
internal sealed class WebServer : IDisposable
{
    private readonly KestrelServer kestrel;
    private readonly CancellationTokenSource closing = new();

    /// <param name="host">To listen on.</param>
    /// <param name="port">To listen on; 0 for any free one.</param>
    /// <param name="logging">Told by Kestrel of its troubles.</param>
    public WebServer(IPAddress host, int port, ILoggerFactory logging)
    {
        // What a connection may have waiting for us to read. Kestrel never gives this memory back; the bodies themselves have a budget.
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions { MaxReadBufferSize = 16 * 1024 }), logging);
        kestrel = new KestrelServer(Options.Create(OptionsFor(host, port)), sockets, logging);
    }

    /// <summary>Where it listens, once it has started.</summary>
    public string Address => kestrel.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "nowhere";

    /// <summary>Fires when answers that have no end of their own shall come to one.</summary>
    public CancellationToken Closing => closing.Token;

    /// <param name="answer">Answers every request.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The address is in use, or may not be used.</exception>
    public Task StartAsync(RequestDelegate answer, CancellationToken cancellationToken) => kestrel.StartAsync(new Application(answer), cancellationToken);

    /// <summary>Closes the door; connections that are not idle by <paramref name="cancellationToken"/> are cut.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await closing.CancelAsync();
        await kestrel.StopAsync(cancellationToken);
    }

    public void Dispose()
    {
        kestrel.Dispose();
        closing.Dispose();
    }

    private static KestrelServerOptions OptionsFor(IPAddress host, int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        // Any byte becomes a character, so that a signature of nonsense is a wrong signature and not a broken request.
        options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        options.Listen(host, port);
        return options;
    }

    private sealed class Application(RequestDelegate answer) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => answer(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
