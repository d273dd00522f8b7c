using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using PiDeployer.Feedback;
using PiDeployer.Http;
using PiDeployer.Notifications;
using PiDeployer.Pipelines;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>What the environment says: the process's own variables over those of <c>.env</c>.</summary>
internal sealed record Settings
{
    private const int MostAttempts = 100_000;
    private const int MaxEnvBytes = 1024 * 1024;

    /// <summary>Tunnels and proxies on the machine itself call from there.</summary>
    private const string OurselvesAsProxies = "127.0.0.0/8 ::1";

    /// <summary>Those of the program's own; each has a <see cref="FileForm"/>, too.</summary>
    internal static readonly ImmutableArray<string> SecretNames =
        ["GITHUB_WEBHOOK_SECRET", "DEPLOY_SECRET", "WEBHOOK_SECRET", "DEPLOY_TOKEN", "TELEGRAM_BOT_TOKEN", "GITHUB_TOKEN", "GITEA_TOKEN", "GITLAB_TOKEN"];

    /// <summary>Variables that are for us and not for the commands we run: secrets, and what the service manager tells its child.</summary>
    public static IReadOnlySet<string> NotForChildren { get; } = new HashSet<string>(
        [
            .. SecretNames, .. SecretNames.Select(FileForm),
            "CREDENTIALS_DIRECTORY", "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PID",
        ],
        StringComparer.Ordinal);

    public required IPAddress Host { get; init; }

    /// <summary>0 lets the system choose.</summary>
    public required int Port { get; init; }

    public required string ProjectsConfig { get; init; }

    /// <summary>Null when there is no such folder.</summary>
    public StacksRoot? StacksRoot { get; init; }

    /// <summary>Of the single steps of an update.</summary>
    public StepLimits Limits { get; init; } = StepLimits.Default;

    public required string LogDirectory { get; init; }

    /// <summary>What has to survive a restart.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>What proxies read, so that others may look into it.</summary>
    public required string RoutesDirectory { get; init; }

    /// <summary>Of signed calls, where a project has none of its own.</summary>
    public Secret? WebhookSecret { get; init; }

    /// <summary>Of the manual and administrative endpoints; null closes them to everybody.</summary>
    public Secret? DeployToken { get; init; }

    /// <summary>How often a client may fail to show who it is, and call with a signature; 0 for no limit.</summary>
    public required int AttemptsPerMinute { get; init; }

    /// <summary>Whose word is taken for who called them.</summary>
    public required ImmutableArray<AddressRange> TrustedProxies { get; init; }

    /// <summary>Null when nobody is to be told.</summary>
    public TelegramSettings? Telegram { get; init; }

    /// <summary>Those that hear how deployments go; only those with a token.</summary>
    public ImmutableArray<ForgeSettings> Forges { get; init; } = [];

    /// <summary>Where people reach this program; null when nobody said. http or https.</summary>
    public Uri? PublicAddress { get; init; }

    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Those that the <c>…_FILE</c> forms name; as they stand there.</summary>
    public IEnumerable<string> SecretFiles => SecretNames.Select(name => Environment.GetValueOrDefault(FileForm(name), "").Trim()).Where(file => file.Length > 0).Select(Path.GetFullPath);

    /// <summary>What is odd, but no reason not to start; full sentences without their stop.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    public ImmutableArray<Secret> Secrets => [.. new[] { WebhookSecret, DeployToken, Telegram?.Token }.OfType<Secret>(), .. Forges.Select(forge => forge.Token)];

    /// <summary>Reads everything and reports everything that is wrong, each problem ready to print.</summary>
    public static (Settings? Settings, ImmutableArray<string> Problems) Load(string directory, IReadOnlyDictionary<string, string> process)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var warnings = ImmutableArray.CreateBuilder<string>();
        var environment = ReadEnvFile(Path.Combine(directory, ".env"), process, problems).SetItems(process);
        var source = new SettingsSource(environment, problems);

        var token = source.Secret("TELEGRAM_BOT_TOKEN");
        var chat = source.Text("TELEGRAM_CHAT_ID");
        if (token is null != chat is null)
            warnings.Add($"{(token is null ? "TELEGRAM_BOT_TOKEN" : "TELEGRAM_CHAT_ID")} is not set, so Telegram is told nothing: it needs its token and its chat id");
        var api = source.Address("TELEGRAM_API_URL", TelegramSettings.PublicApi);

        var host = source.Host;
        if (!ListenHost.TryParse(host, out var address))
            problems.Add($"DEPLOYER_HOST '{host}' is not an IP address to listen on, such as 0.0.0.0 or 127.0.0.1");
        var port = source.Port;
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var portNumber))
            problems.Add($"DEPLOYER_PORT '{port}' is not a port from 0 to 65535");

        var stacks = source.Text("STACKS_ROOT") is { } folder ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder, directory)) : null;
        if (stacks is not null && !Directory.Exists(stacks))
            problems.Add($"STACKS_ROOT: there is no folder {stacks}");
        var usual = StepLimits.Default;
        var attempts = source.Text("RATE_LIMIT_PER_MIN") ?? "10";
        if (!int.TryParse(attempts, NumberStyles.None, CultureInfo.InvariantCulture, out var attemptsNumber) || attemptsNumber > MostAttempts)
            problems.Add($"RATE_LIMIT_PER_MIN '{attempts}' is not a whole number from 0 to {MostAttempts}");

        var publicAddress = source.Address("PUBLIC_URL", null);
        if (publicAddress?.UserInfo.Length > 0)
            problems.Add("PUBLIC_URL has a name or a password in it, and everybody is shown it: leave out what stands before the @");

        var settings = new Settings
        {
            Host = address,
            Port = portNumber,
            AttemptsPerMinute = attemptsNumber,
            TrustedProxies = source.Addresses("TRUSTED_PROXIES", OurselvesAsProxies),
            ProjectsConfig = Path.GetFullPath(source.Text("PROJECTS_CONFIG") ?? "projects.yml", directory),
            StacksRoot = stacks is null ? null : new StacksRoot(stacks, StandsAlone: source.Text("PROJECTS_CONFIG") is null),
            Limits = new StepLimits(source.Limit(usual.Status), source.Limit(usual.Config), source.Limit(usual.Pull), source.Limit(usual.Up)) { Steady = source.Limit(usual.Steady) },
            LogDirectory = Path.GetFullPath(source.Text("LOG_DIR") ?? FirstFolder(source.Text("LOGS_DIRECTORY")) ?? "logs", directory),
            StateDirectory = Path.GetFullPath(source.Text("STATE_DIR") ?? FirstFolder(source.Text("STATE_DIRECTORY")) ?? "state", directory),
            RoutesDirectory = Path.GetFullPath(source.Text("ROUTES_DIR") ?? FirstFolder(source.Text("CACHE_DIRECTORY")) ?? "routes", directory),
            WebhookSecret = source.WebhookSecret(),
            DeployToken = source.Secret("DEPLOY_TOKEN"),
            Telegram = token is not null && chat is not null && api is not null ? new TelegramSettings(token, chat, api) : null,
            Forges = ForgesFrom(source, warnings),
            PublicAddress = publicAddress,
            Environment = environment,
            Warnings = warnings.ToImmutable(),
        };
        return (problems.Count == 0 ? settings : null, problems.ToImmutable());
    }

    /// <summary>The name of the variable that names a file holding <paramref name="name"/>'s value.</summary>
    public static string FileForm(string name) => $"{name}_FILE";

    private static ImmutableArray<ForgeSettings> ForgesFrom(SettingsSource source, ImmutableArray<string>.Builder warnings)
    {
        var gitea = source.Secret("GITEA_TOKEN");
        if (gitea is null != source.Text("GITEA_URL") is null)
            warnings.Add($"{(gitea is null ? "GITEA_TOKEN" : "GITEA_URL")} is not set, so Gitea is told nothing: it needs its token and its address");
        ForgeSettings?[] forges =
        [
            Forge(ForgeKind.GitHub, source.Secret("GITHUB_TOKEN"), source.Address("GITHUB_API_URL", GitHub.PublicApi)),
            Forge(ForgeKind.Gitea, gitea, source.Address("GITEA_URL", null)),
            Forge(ForgeKind.GitLab, source.Secret("GITLAB_TOKEN"), source.Address("GITLAB_URL", GitLab.PublicSite)),
        ];
        return [.. forges.OfType<ForgeSettings>()];
    }

    private static ForgeSettings? Forge(ForgeKind kind, Secret? token, Uri? address) => token is null || address is null ? null : new ForgeSettings(kind, token, address);

    /// <summary>What the file says; nothing when there is none, or when it cannot be read, which is a problem.</summary>
    public static ImmutableDictionary<string, string> ReadEnvFile(
        string path, IReadOnlyDictionary<string, string> process, ImmutableArray<string>.Builder problems)
    {
        try
        {
            if (!Path.Exists(path))
                return ImmutableDictionary<string, string>.Empty;
            if (SmallFile.ReadText(path, MaxEnvBytes) is not { } text)
            {
                problems.Add($".env: {path} is no regular file, or larger than 1 MiB");
                return ImmutableDictionary<string, string>.Empty;
            }

            var (values, found) = EnvFile.Parse(text, process);
            problems.AddRange(found);
            return values;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            problems.Add($".env: cannot be read: {e.Message}{(e is UnauthorizedAccessException ? " Run this as the user whom the server runs as, or with sudo." : "")}");
            return ImmutableDictionary<string, string>.Empty;
        }
    }

    /// <summary>systemd lists several folders with colons between them.</summary>
    private static string? FirstFolder(string? folders) => folders?.Split(':')[0];
}
