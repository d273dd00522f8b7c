using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
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
    private readonly Connections connections = new(TimeProvider.System);

    /// <param name="host">To listen on.</param>
    /// <param name="port">To listen on; 0 for any free one.</param>
    /// <param name="logging">Told by Kestrel of its troubles.</param>
    public WebServer(IPAddress host, int port, ILoggerFactory logging)
    {
        kestrel = new KestrelServer(Options.Create(OptionsFor(host, port, connections)), new Doors(connections, logging), logging);
    }

    /// <summary>Where it listens, once it has started.</summary>
    public string Address => kestrel.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "nowhere";

    /// <summary>Fires when answers that have no end of their own shall come to one.</summary>
    public CancellationToken Closing => closing.Token;

    /// <param name="answer">Answers every request.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The address is in use.</exception>
    /// <exception cref="SocketException">It may not be used.</exception>
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

    private static KestrelServerOptions OptionsFor(IPAddress host, int port, Connections connections)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
        // Forges send one or two KiB, a browser behind a login page some more, and every character takes two bytes here.
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        // Any byte becomes a character, so that a signature of nonsense is a wrong signature and not a broken request.
        options.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        options.Listen(host, port, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(connections.Around);
        });
        return options;
    }

    private sealed class Doors(Connections connections, ILoggerFactory logging) : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            // What a connection may have waiting, for us to read or for others. Kestrel never gives this memory back; the bodies themselves have a budget.
            var options = new SocketConnectionFactoryOptions { MaxReadBufferSize = 16 * 1024, MaxWriteBufferSize = 16 * 1024 };
            try
            {
                return new(new Door(endpoint, connections, new SocketConnectionContextFactory(options, logging.CreateLogger<Door>()), TimeProvider.System));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new AddressInUseException(e.Message, e);
            }
        }
    }

    private sealed class Application(RequestDelegate answer) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures)
        {
            Connections.Connection.Enter(contextFeatures, HasBody(contextFeatures) ? Connections.Stage.Sending : Connections.Stage.Answered);
            return new DefaultHttpContext(contextFeatures);
        }

        /// <summary>Kestrel answers all that came at once on one connection before it looks at others, so the others have their turn in between.</summary>
        public async Task ProcessRequestAsync(HttpContext context)
        {
            await Task.Yield();
            if (!Connections.Connection.HasEnded(context.Features)) // What came before the end may be thousands of requests.
                await answer(context);
        }

        public void DisposeContext(HttpContext context, Exception? exception) => Connections.Connection.Enter(context.Features, Connections.Stage.Quiet);

        private static bool HasBody(IFeatureCollection request) => request.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
    }
}
