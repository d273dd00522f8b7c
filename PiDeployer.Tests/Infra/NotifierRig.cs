using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Notifications;
using PiDeployer.Outgoing;
using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Tests.Infra;

/// <summary>A notifier of a <c>projects.yml</c> that can be written anew, with a history of its own.</summary>
internal sealed class NotifierRig : IDisposable
{
    private readonly HttpClient http = PatientClient.NewHttp();
    private readonly TempDirectory folder = new();
    private readonly LiveCatalog catalog;

    /// <param name="projects">The text of <c>projects.yml</c>.</param>
    /// <param name="telegram">Where Telegram is; null for none.</param>
    /// <param name="limits">Null for the usual ones.</param>
    public NotifierRig(string projects, Uri? telegram = null, TryLimits? limits = null)
    {
        var file = new ProjectsFile(folder.Write("projects.yml", projects), new Dictionary<string, string>(), []);
        catalog = new LiveCatalog(file, file.Load() is ProjectsFileResult.Loaded(var loaded) ? loaded : throw new ArgumentException(projects));
        History = new DeploymentHistory(folder.File("history"), catalog, new ListLogger<DeploymentHistory>());
        var settings = telegram is null ? null : new TelegramSettings(Some.Secret(TelegramApi.Token), TelegramApi.ChatId, telegram);
        var kinds = new ChannelKinds(settings, http, () => new CommandRunner(ImmutableDictionary<string, string>.Empty, Redaction.None, TimeProvider.System), limits ?? TryLimits.Usual, TimeProvider.System);
        Open = () => new Notifier(catalog, kinds, new Troubles(History), null, Counts, Log);
        Notifier = Open();
    }

    public ListLogger<Notifier> Log { get; } = new();

    /// <summary>Of all channels together.</summary>
    public OutboxCounts Counts { get; } = new("message");

    public DeploymentHistory History { get; }

    public Notifier Notifier { get; private set; }

    private Func<Notifier> Open { get; }

    /// <summary>As when the process begins anew.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        Notifier.Dispose();
        Notifier = Open();
    }

    public void Reload(string projects)
    {
        folder.Write("projects.yml", projects);
        catalog.Reload().ShouldBeOfType<ProjectsFileResult.Loaded>();
        Notifier.Reconsider();
    }

    /// <summary>Sends what waits.</summary>
    public Task StopAsync() => Notifier.StopAsync(Eventually.Patience);

    public void Start(Deployment deployment) => Notifier.Follow(new DeploymentEvent.Started(deployment, Some.Project(deployment.Project.Value) with { Channels = catalog.Current.Find(deployment.Project)?.Channels }));

    /// <summary>A whole deployment, with its record.</summary>
    public void Deploy(string project = "shop", string? error = null, int minute = 0, Deployment? deployment = null)
    {
        deployment ??= Some.Deployment(project: project);
        var result = new DeploymentResult(error is null ? DeploymentState.Succeeded : DeploymentState.Failed)
        {
            StartedAt = new DateTimeOffset(2026, 11, 21, 14, 0, 0, TimeSpan.Zero).AddMinutes(minute),
            Error = error,
        };
        Start(deployment);
        History.Append(deployment, result);
        Notifier.Follow(new DeploymentEvent.Finished(deployment, result));
    }

    public void Dispose()
    {
        Notifier.Dispose();
        http.Dispose();
        folder.Dispose();
    }
}
