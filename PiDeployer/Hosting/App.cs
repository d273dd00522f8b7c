using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Deployments.Polling;
using PiDeployer.Feedback;
using PiDeployer.Health;
using PiDeployer.Http;
using PiDeployer.Logs;
using PiDeployer.Metrics;
using PiDeployer.Notifications;
using PiDeployer.Outgoing;
using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Registries;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>The whole program, put together: what listens, what decides, what runs. <see cref="Build"/> is the one place that knows all the parts.</summary>
internal sealed class App : IDisposable
{
    /// <summary>What runs may go on for this long when the program is asked to stop.</summary>
    public static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(10);

    /// <summary>Between two looks at what has to be taken away, and at what proxies have forgotten.</summary>
    private static readonly TimeSpan UpkeepInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan NotificationGrace = TimeSpan.FromSeconds(3);

    /// <summary>How long connections may take to end when nothing runs any more.</summary>
    private static readonly TimeSpan ConnectionGrace = TimeSpan.FromSeconds(2);

    private readonly WebServer web;
    private readonly RequestDelegate answer;
    private readonly DeploymentCoordinator coordinator;
    private readonly BackgroundWork background;
    private readonly Notifier notifier;
    private readonly ForgeFeedback? feedback;
    private readonly ImmutableArray<IDisposable> owned;

    private App(
        WebServer web,
        RequestDelegate answer,
        ILogger logger,
        LiveCatalog catalog,
        Reloader reloader,
        DeploymentCoordinator coordinator,
        BackgroundWork background,
        Notifier notifier,
        ForgeFeedback? feedback,
        ImmutableArray<IDisposable> owned)
    {
        this.web = web;
        this.answer = answer;
        Logger = logger;
        Catalog = catalog;
        Reloader = reloader;
        this.coordinator = coordinator;
        this.background = background;
        this.notifier = notifier;
        this.feedback = feedback;
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
        var catalog = new LiveCatalog(file, initial);
        var outside = PatientClient.NewHttp();
        var (messages, statuses) = (new OutboxCounts("message"), new OutboxCounts("commit status"));
        var feedback = settings.Forges.IsEmpty ? null : new ForgeFeedback(settings.Forges, forge => ForgeOf(forge, outside, clock), catalog, settings.PublicAddress, statuses, LoggerOf<ForgeFeedback>());
        var history = new DeploymentHistory(Path.Combine(settings.StateDirectory, "history"), catalog, LoggerOf<DeploymentHistory>());
        CommandRunner CommandsWith(Redaction redaction) => new(CommandEnvironment.Build(settings.Environment, Settings.NotForChildren, redaction), redaction, clock);
        var channels = new ChannelKinds(settings.Telegram, outside, () => CommandsWith(catalog.Current.Redaction), TryLimits.Patient, clock);
        var notifier = new Notifier(catalog, channels, new Troubles(history), settings.PublicAddress, messages, LoggerOf<Notifier>());
        var targets = new RollbackTargets(history);
        var logs = new DeploymentLogs(Path.Combine(settings.LogDirectory, "deployments"), LogLimits.Default);
        var surroundings = new DeploymentSurroundings(settings.LogDirectory, settings.Environment, Settings.NotForChildren, settings.Limits) { StateDirectory = settings.StateDirectory, RoutesDirectory = settings.RoutesDirectory };
        var runner = new DeploymentRunner(catalog, surroundings, logs, targets, new HealthCheck(http, clock), clock, LoggerOf<DeploymentRunner>());
        var ledger = new DeploymentLedger(new InFlightFolder(settings.StateDirectory, clock, LoggerOf<InFlightFolder>()), history, LoggerOf<DeploymentLedger>());
        var aftermath = new Aftermath(surroundings, new Leftovers(clock), clock, LoggerOf<Aftermath>());
        var counts = new DeploymentCounts();
        void Tell(DeploymentEvent happened)
        {
            counts.Follow(happened);
            notifier.Follow(happened);
            feedback?.Follow(happened);
        }

        var coordinator = new DeploymentCoordinator(catalog, ledger, history, logs, aftermath, runner.RunAsync, Tell, clock, LoggerOf<DeploymentCoordinator>());
        var reloader = new Reloader(catalog, coordinator, notifier, settings, manager, () => web.Address, LoggerOf<Reloader>());

        // Whoever deploys at this moment is not surely at that commit for long.
        var paths = new PathConditions(
            name => coordinator.IsDeploying(name) ? null : targets.LiveCommit(name),
            CommandsWith,
            LoggerOf<PathConditions>(),
            web.Closing);

        var credentials = new Credentials(settings.DeployToken, settings.WebhookSecret);
        var budget = new BodyBudget();
        var limit = new RateLimit(settings.AttemptsPerMinute, clock, LoggerOf<RateLimit>());
        var outcomes = new Outcomes(logs, history, web.Closing);
        var environments = new BranchEnvironments(catalog, coordinator, history, clock, LoggerOf<BranchEnvironments>());
        var pushes = new Pushes(catalog, coordinator, environments, paths, clock, LoggerOf<Pushes>());
        var proxies = new ProxyUpkeep(catalog, coordinator, surroundings, clock, LoggerOf<ProxyUpkeep>());
        var schedules = new ScheduledDeployments(catalog, coordinator, clock, LoggerOf<ScheduledDeployments>());
        ImmutableArray<Rounds> rounds =
        [
            .. new[]
            {
                Rounds.Every(UpkeepInterval, environments.EndAllAsync), Rounds.Every(UpkeepInterval, proxies.RunAsync), Rounds.Every(SpareMemory.Interval, new SpareMemory().LookAsync),
                schedules.RunDueAsync,
            }.Select(round => new Rounds(round, clock, LoggerOf<Rounds>())),
        ];
        var gates = new HostGates();
        var gitPoll = new GitPoll(
            Path.Combine(settings.StateDirectory, "polls"), new PushNews(catalog, coordinator, history, pushes), gates, CommandsWith, () => catalog.Current.Redaction, clock, LoggerOf<GitPoll>());
        var polls = new Polls(catalog, gitPoll, Random.Shared.NextDouble, clock, LoggerOf<Polls>());
        var registryHttp = Registry.NewHttp();
        StepContext ContextOf(Project project, Redaction redaction) =>
            new(DeploymentId.New(clock), project, CommandsWith(redaction), new HealthCheck(http, clock), new StepOutput(new CapturedOutput(), redaction)) { Clock = clock, Limits = settings.Limits };
        var imagePoll = new ImagePoll(
            Path.Combine(settings.StateDirectory, "images"), coordinator, new Registry(registryHttp), gates, () => catalog.Current.Redaction, ContextOf, clock, LoggerOf<ImagePoll>());
        var imagePolls = new Polls(catalog, imagePoll, Random.Shared.NextDouble, clock, LoggerOf<Polls>());
        var calls = new NamedCalls(catalog, coordinator, history, outcomes, credentials, limit, budget, clock, LoggerOf<NamedCalls>());
        var answers = new WebhookCounts(Webhooks.Forges.Names);
        var router = Routes.Map(
            new Guard(limit),
            new CountedAnswers(answers),
            new WebhookEndpoint(catalog, pushes, calls, outcomes, credentials, limit, budget, clock, LoggerOf<WebhookEndpoint>()),
            new DeployEndpoint(calls),
            new StacksEndpoint(calls),
            new RedeployEndpoint(calls),
            new RollbackEndpoint(catalog, coordinator, targets, outcomes, credentials, clock),
            new DeploymentEndpoints(coordinator, history, new DeploymentLogAnswers(logs, clock, web.Closing), credentials),
            new StatusEndpoints(catalog, coordinator, history, polls, imagePolls, settings.StateDirectory, clock),
            new LogsEndpoint(catalog, credentials, surroundings),
            new ReloadEndpoint(reloader.Reload, credentials),
            new EnvironmentEndpoint(catalog, environments, outcomes, credentials),
            new MetricsEndpoint(new DeploymentMetrics(catalog, coordinator, history, counts), answers, new NotificationMetrics([messages, statuses]), new ProcessMetrics(RootEndpoint.Version, clock)));
        var errors = new ErrorAnswers(new StrictFraming(new ClientAddress(settings.TrustedProxies, router.RouteAsync).InvokeAsync).InvokeAsync, LoggerOf<ErrorAnswers>());
        // The log's last lines are written when it goes, so it goes last.
        var background = new BackgroundWork(rounds, [polls, imagePolls]);
        ImmutableArray<IDisposable> owned = [.. new IDisposable?[] { web, http, budget, background, registryHttp, coordinator, notifier, feedback, outside, logging }.OfType<IDisposable>()];
        return new App(web, errors.InvokeAsync, LoggerOf<App>(), catalog, reloader, coordinator, background, notifier, feedback, owned);
    }

    /// <exception cref="IOException">The address is in use.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">It may not be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        feedback?.Start();
        await web.StartAsync(answer, cancellationToken);
    }

    /// <inheritdoc cref="DeploymentCoordinator.Load"/>
    public void Load() => coordinator.Load();

    /// <summary>Takes up what the process before this one left. To be called when it listens: a deployment of ours may ask this very program how it is.</summary>
    /// <param name="stopRequested">Then nothing is begun that would only be interrupted.</param>
    public async Task RecoverAsync(CancellationToken stopRequested)
    {
        await coordinator.RecoverAsync(stopRequested);
        background.Start();
    }

    /// <summary>Accepts no more deployments, waits for those that run, interrupts what takes too long, and closes the door last, so that callers get an answer.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        await Task.WhenAll(coordinator.StopAsync(DrainGrace, hurry), background.StopAsync());
        await Task.WhenAll(notifier.StopAsync(NotificationGrace), feedback?.StopAsync(NotificationGrace) ?? Task.CompletedTask);
        using var limit = new CancellationTokenSource(ConnectionGrace);
        await web.StopAsync(limit.Token);
    }

    /// <inheritdoc cref="DeploymentCoordinator.TakeTurnAsync"/>
    public Task TakeTurnAsync(CancellationToken cancellationToken) => coordinator.TakeTurnAsync(cancellationToken);

    public void Dispose()
    {
        foreach (var part in owned)
            part.Dispose();
    }

    private static IForge ForgeOf(ForgeSettings settings, HttpClient http, TimeProvider clock) => settings.Kind switch
    {
        ForgeKind.GitHub => new GitHub(settings, http, clock),
        ForgeKind.Gitea => new Gitea(settings, http, clock),
        ForgeKind.GitLab => new GitLab(settings, http, clock),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Kind, null),
    };
}
