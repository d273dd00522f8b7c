using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Health;
using PiDeployer.Http;
using PiDeployer.Logs;
using PiDeployer.Notifications;
using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Hosting;

/// <summary>The whole program, put together: what listens, what decides, what runs. <see cref="Build"/> is the one place that knows all the parts.</summary>
internal sealed class App : IDisposable
{
    /// <summary>What runs may go on for this long when the program is asked to stop.</summary>
    public static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan NotificationGrace = TimeSpan.FromSeconds(3);

    /// <summary>How long connections may take to end when nothing runs any more.</summary>
    private static readonly TimeSpan ConnectionGrace = TimeSpan.FromSeconds(2);

    private readonly WebServer web;
    private readonly RequestDelegate answer;
    private readonly DeploymentCoordinator coordinator;
    private readonly Notifier? notifier;
    private readonly ImmutableArray<IDisposable> owned;

    private App(
        WebServer web, RequestDelegate answer, ILogger logger, LiveCatalog catalog, Reloader reloader, DeploymentCoordinator coordinator, Notifier? notifier, ImmutableArray<IDisposable> owned)
    {
        this.web = web;
        this.answer = answer;
        Logger = logger;
        Catalog = catalog;
        Reloader = reloader;
        this.coordinator = coordinator;
        this.notifier = notifier;
        this.owned = owned;
    }

    public LiveCatalog Catalog { get; }

    public Reloader Reloader { get; }

    public ILogger Logger { get; }

    /// <summary>Where it listens, once it has started.</summary>
    public string Address => web.Address;

    /// <param name="settings">Everything from the environment.</param>
    /// <param name="file">For reloads.</param>
    /// <param name="initial">What the first reading of the file gave.</param>
    /// <param name="manager">Told of reloads.</param>
    /// <param name="configureLogging">Where log lines go.</param>
    public static App Build(Settings settings, ProjectsFile file, ProjectCatalog initial, SystemdNotifier manager, Action<ILoggingBuilder> configureLogging)
    {
        var clock = TimeProvider.System;
        var logging = LoggerFactory.Create(builder =>
        {
            // Kestrel tells at length of an address that is in use; the server says it in one line.
            builder.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.None);
            configureLogging(builder);
        });
        var web = new WebServer(settings.Host, settings.Port, logging);
        ILogger<T> LoggerOf<T>() => logging.CreateLogger<T>();

        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 64 * 1024 };
        var notifier = settings.Telegram is { } telegram ? new Notifier(new Telegram(telegram, http, clock), LoggerOf<Notifier>()) : null;
        var catalog = new LiveCatalog(file, initial);
        var history = new DeploymentHistory(Path.Combine(settings.StateDirectory, "history"), catalog, LoggerOf<DeploymentHistory>());
        var targets = new RollbackTargets(history);
        var logs = new DeploymentLogs(Path.Combine(settings.LogDirectory, "deployments"), LogLimits.Default);
        var surroundings = new DeploymentSurroundings(settings.LogDirectory, settings.Environment, Settings.NotForChildren, settings.Limits) { KeptDirectory = Path.Combine(settings.StateDirectory, "compose"), BuiltDirectory = Path.Combine(settings.StateDirectory, "built") };
        var runner = new DeploymentRunner(catalog, surroundings, logs, targets, new HealthCheck(http, clock), clock, LoggerOf<DeploymentRunner>());
        var ledger = new DeploymentLedger(new InFlightFolder(settings.StateDirectory, clock, LoggerOf<InFlightFolder>()), history, LoggerOf<DeploymentLedger>());
        var aftermath = new Aftermath(surroundings, new Leftovers(clock), clock, LoggerOf<Aftermath>());
        Action<DeploymentEvent> tell = notifier is null ? _ => { } : notifier.Follow;
        var coordinator = new DeploymentCoordinator(catalog, ledger, history, logs, aftermath, runner.RunAsync, tell, clock, LoggerOf<DeploymentCoordinator>());
        var reloader = new Reloader(catalog, coordinator, settings, manager, () => web.Address, LoggerOf<Reloader>());

        // Whoever deploys at this moment is not surely at that commit for long.
        var paths = new PathConditions(
            name => coordinator.IsDeploying(name) ? null : targets.LiveCommit(name),
            redaction => new CommandRunner(CommandEnvironment.Build(settings.Environment, Settings.NotForChildren, redaction), redaction, clock),
            clock,
            LoggerOf<PathConditions>(),
            web.Closing);

        var credentials = new Credentials(settings.DeployToken, settings.WebhookSecret);
        var budget = new BodyBudget();
        var limit = new RateLimit(settings.AttemptsPerMinute, clock, LoggerOf<RateLimit>());
        var outcomes = new Outcomes(logs, history, web.Closing);
        var calls = new NamedCalls(catalog, coordinator, history, outcomes, credentials, limit, budget, clock, LoggerOf<NamedCalls>());
        var router = Routes.Map(
            new Guard(limit),
            new WebhookEndpoint(catalog, coordinator, calls, outcomes, credentials, limit, budget, paths, clock, LoggerOf<WebhookEndpoint>()),
            new DeployEndpoint(calls),
            new StacksEndpoint(calls),
            new RedeployEndpoint(calls),
            new RollbackEndpoint(catalog, coordinator, targets, outcomes, credentials, clock),
            new DeploymentEndpoints(coordinator, history, new DeploymentLogAnswers(logs, clock, web.Closing), credentials),
            new StatusEndpoints(catalog, coordinator, history, clock),
            new LogsEndpoint(catalog, credentials, surroundings),
            new ReloadEndpoint(reloader.Reload, credentials));
        var errors = new ErrorAnswers(new ClientAddress(settings.TrustedProxies, router.RouteAsync).InvokeAsync, LoggerOf<ErrorAnswers>());
        // The log's last lines are written when it goes, so it goes last.
        ImmutableArray<IDisposable> owned = notifier is null ? [web, http, budget, coordinator, logging] : [web, http, budget, coordinator, notifier, logging];
        return new App(web, errors.InvokeAsync, LoggerOf<App>(), catalog, reloader, coordinator, notifier, owned);
    }

    /// <exception cref="IOException">The address is in use, or may not be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        notifier?.Start();
        await web.StartAsync(answer, cancellationToken);
    }

    /// <inheritdoc cref="DeploymentCoordinator.Load"/>
    public void Load() => coordinator.Load();

    /// <summary>Takes up what the process before this one left. To be called when it listens: a deployment of ours may ask this very program how it is.</summary>
    /// <param name="stopRequested">Then nothing is begun that would only be interrupted.</param>
    public Task RecoverAsync(CancellationToken stopRequested) => coordinator.RecoverAsync(stopRequested);

    /// <summary>Accepts no more deployments, waits for those that run, interrupts what takes too long, and closes the door last, so that callers get an answer.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        await coordinator.StopAsync(DrainGrace, hurry);
        if (notifier is not null)
            await notifier.StopAsync(NotificationGrace);
        using var limit = new CancellationTokenSource(ConnectionGrace);
        await web.StopAsync(limit.Token);
    }

    public void Dispose()
    {
        foreach (var part in owned)
            part.Dispose();
    }
}
