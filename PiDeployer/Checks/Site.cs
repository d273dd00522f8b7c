using System.Collections.Immutable;
using System.Net;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Checks;

/// <summary>All that the checks look at: this machine, and what its configuration says of it.</summary>
internal sealed record Site
{
    /// <summary>Absolute; where <c>.env</c> is.</summary>
    public required string Directory { get; init; }

    /// <summary>Absolute; <c>projects.yml</c>.</summary>
    public required string ProjectsFile { get; init; }

    public required IPAddress Host { get; init; }

    /// <summary>0 lets the system choose.</summary>
    public required int Port { get; init; }

    public required string StateDirectory { get; init; }

    public required string LogDirectory { get; init; }

    public required string RoutesDirectory { get; init; }

    public Secret? WebhookSecret { get; init; }

    public Secret? DeployToken { get; init; }

    /// <summary>The files that <c>…_FILE</c> variables name; absolute.</summary>
    public ImmutableArray<string> SecretFiles { get; init; } = [];

    /// <summary>Stands for secrets that whoever asks may not read; null when there are none.</summary>
    public Secret? StandIn { get; init; }

    /// <summary>Whether Telegram has its token and its chat.</summary>
    public bool HasTelegram { get; init; }

    /// <summary>Everything that the environment says oddly; sentences without their stop.</summary>
    public ImmutableArray<string> Oddities { get; init; } = [];

    public required ProjectCatalog Catalog { get; init; }

    /// <summary>Knows all secrets, also those that are nobody's setting: <c>${VAR}</c> brings them into addresses.</summary>
    public required Redaction Redaction { get; init; }

    /// <summary>Those that are looked at: all, with the stacks that there are, or those that somebody named.</summary>
    public required ImmutableArray<Project> Projects { get; init; }

    /// <summary>Runs what the checks ask, as a deployment's commands are run.</summary>
    public required CommandRunner Commands { get; init; }

    public required RunningUser Account { get; init; }

    /// <summary>The unit that starts the server; null where there is none, or nobody asked.</summary>
    public ServiceUnit? Unit { get; init; }

    /// <summary>Whom the server runs as; whoever asks, where nobody knows.</summary>
    public string ServiceUser => Unit?.User ?? Account.Name;

    /// <summary>Whether root asks for somebody else. Root may do nearly everything, and git refuses it what that user may do.</summary>
    public bool IsForAnother => Account.IsRoot && ServiceUser != Account.Name;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where programs are looked for.</summary>
    public string SearchPath => Commands.Environment.GetValueOrDefault("PATH", "");

    /// <summary>Whether there is a project of this kind.</summary>
    public bool Any(Func<Project, bool> kind) => Projects.Any(kind);
}
