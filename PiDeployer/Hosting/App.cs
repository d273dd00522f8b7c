using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using PiDeployer.Deployments;
using PiDeployer.Health;
using PiDeployer.Http;
using PiDeployer.Notifications;
using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Hosting;

/// <summary>The whole program, put together: what listens, what decides, what runs. <see cref="Build"/> is the one place that knows all the parts.</summary>
internal sealed class App : IAsyncDisposable
{
    /// <summary>What runs may go on for this long when the program is asked to stop.</summary>
    public static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan NotificationGrace = TimeSpan.FromSeconds(3);

    private readonly WebApplication web;
    private readonly DeploymentCoordinator coordinator;
    private readonly Notifier? notifier;
    private readonly ImmutableArray<IDisposable> owned;

    private App(WebApplication web, LiveCatalog catalog, Reloader reloader, DeploymentCoordinator coordinator, Notifier? notifier, ImmutableArray<IDisposable> owned)
    {
        this.web = web;
        Catalog = catalog;
        Reloader = reloader;
        this.coordinator = coordinator;
        this.notifier = notifier;
        this.owned = owned;
    }

    public LiveCatalog Catalog { get; }

    public Reloader Reloader { get; }

    public ILogger Logger => web.Logger;

    /// <summary>Where it listens, once it has started.</summary>
    public string Address => AddressOf(web);

    /// <param name="settings">Everything from the environment.</param>
    /// <param name="file">For reloads.</param>
    /// <param name="initial">What the first reading of the file gave.</param>
    /// <param name="manager">Told of reloads.</param>
    /// <param name="configureLogging">Where log lines go.</param>
    public static App Build(Settings settings, ProjectsFile file, ProjectCatalog initial, SystemdNotifier manager, Action<ILoggingBuilder> configureLogging)
    {
        var clock = TimeProvider.System;
        var web = BuildWeb(settings, configureLogging);
        ILogger<T> LoggerOf<T>() => web.Services.GetRequiredService<ILogger<T>>();

        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 64 * 1024 };
        var notifier = settings.Telegram is { } telegram ? new Notifier(new Telegram(telegram, http, clock), LoggerOf<Notifier>()) : null;
        var catalog = new LiveCatalog(file, initial);
        var reloader = new Reloader(catalog, settings, manager, () => AddressOf(web), LoggerOf<Reloader>());
        var results = new LatestResults();
        var surroundings = new DeploymentSurroundings(settings.LogDirectory, settings.Environment, Settings.NotForChildren);
        Action<DeploymentEvent> tell = results.Follow;
        if (notifier is not null)
            tell += notifier.Follow;
        var runner = new DeploymentRunner(surroundings, new HealthCheck(http, clock), tell, clock, LoggerOf<DeploymentRunner>());
        var coordinator = new DeploymentCoordinator(catalog, runner, clock);

        // Whoever deploys at this moment, or failed last, is not surely at that commit.
        var paths = new PathConditions(
            name => !coordinator.IsDeploying(name) && results.Find(name) is { Succeeded: true } last ? last.Commit?.Id : null,
            redaction => new CommandRunner(CommandEnvironment.Build(settings.Environment, Settings.NotForChildren, redaction), redaction, clock),
            clock,
            LoggerOf<PathConditions>(),
            web.Lifetime.ApplicationStopping);

        var credentials = new Credentials(settings.DeployToken, settings.WebhookSecret);
        var budget = new BodyBudget();
        Routes.Map(
            web,
            new WebhookEndpoint(catalog, coordinator, credentials, budget, paths, LoggerOf<WebhookEndpoint>()),
            new DeployEndpoint(catalog, coordinator, credentials, budget),
            new StatusEndpoints(catalog, coordinator, results, clock),
            new LogsEndpoint(catalog, credentials, surroundings),
            new ReloadEndpoint(reloader.Reload, credentials));
        ImmutableArray<IDisposable> owned = notifier is null ? [http, budget, coordinator] : [http, budget, coordinator, notifier];
        return new App(web, catalog, reloader, coordinator, notifier, owned);
    }

    /// <exception cref="IOException">The address is in use, or may not be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        notifier?.Start();
        await web.StartAsync(cancellationToken);
    }

    /// <summary>Accepts no more deployments, waits for those that run, interrupts what takes too long, and closes the door last, so that callers get an answer.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        await coordinator.StopAsync(DrainGrace, hurry);
        if (notifier is not null)
            await notifier.StopAsync(NotificationGrace);
        await web.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        foreach (var part in owned)
            part.Dispose();
    }

    private static string AddressOf(WebApplication web) =>
        web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "nowhere";

    private static WebApplication BuildWeb(Settings settings, Action<ILoggingBuilder> configureLogging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);

        // These two tell at length of an address that is in use; the server says it in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None).AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        configureLogging(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        // What a connection may have waiting for us to read. Kestrel never gives this memory back; the bodies themselves have a budget.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxReadBufferSize = 16 * 1024);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            // Any byte becomes a character, so that a signature of nonsense is a wrong signature and not a broken request.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Listen(settings.Host, settings.Port);
        });
        var web = builder.Build();
        web.UseMiddleware<ErrorAnswers>();
        web.UseRouting();
        return web;
    }
}
