using System.Collections.Immutable;
using PiDeployer.Processes;

namespace PiDeployer.Checks;

/// <summary>The unit under which the server runs, as systemd has read it, with everything that overrides it.</summary>
internal sealed class ServiceUnit
{
    public const string Name = "pi-deployer.service";

    private static readonly ImmutableArray<string> Wanted =
        ["LoadState", "User", "WorkingDirectory", "ExecStart", "UnitFileState", "NoNewPrivileges", "StateDirectory", "LogsDirectory", "CacheDirectory", "NeedDaemonReload"];

    private static readonly ImmutableArray<Folder> Given =
        [new("STATE_DIRECTORY", "StateDirectory", "/var/lib"), new("LOGS_DIRECTORY", "LogsDirectory", "/var/log"), new("CACHE_DIRECTORY", "CacheDirectory", "/var/cache")];

    private readonly Dictionary<string, string> properties = new(StringComparer.Ordinal);

    private ServiceUnit(string answer)
    {
        foreach (var line in answer.Split('\n'))
        {
            if (line.Split('=', 2) is [var name, var value])
                properties[name] = value;
        }
    }

    public string User => this["User"] is { Length: > 0 } user ? user : "root";

    public string WorkingDirectory => this["WorkingDirectory"];

    /// <summary>The program that it starts; empty when systemd does not say.</summary>
    public string Program => this["ExecStart"].Split("path=") is [_, var rest, ..] ? rest.Split(' ')[0] : "";

    public bool StartsAtBoot => this["UnitFileState"] is "enabled" or "enabled-runtime" or "static" or "alias" or "linked" or "generated";

    public bool NoNewPrivileges => this["NoNewPrivileges"] == "yes";

    /// <summary>Whether its file is another one by now than systemd knows.</summary>
    public bool IsOutdated => this["NeedDaemonReload"] == "yes";

    private string this[string name] => properties.GetValueOrDefault(name, "");

    /// <summary>What systemd would set for the server, so that somebody in a shell looks at the same folders.</summary>
    public IEnumerable<KeyValuePair<string, string>> Folders()
    {
        foreach (var (variable, property, root) in Given)
        {
            if (this[property].Split(' ')[0] is { Length: > 0 } folder)
                yield return new(variable, $"{root}/{folder}");
        }
    }

    /// <summary>Null when there is no such unit, or no systemd.</summary>
    /// <exception cref="OperationCanceledException">It did not answer in time.</exception>
    public static async Task<ServiceUnit?> FindAsync(CommandRunner commands, CancellationToken cancellationToken)
    {
        var answer = await Question.AskAsync(commands, new Command("systemctl", ["show", "--property", string.Join(',', Wanted), Name], "/"), cancellationToken);
        return answer.IsGood ? Parse(answer.Output) : null;
    }

    /// <param name="answer">Of <c>systemctl show</c>.</param>
    public static ServiceUnit? Parse(string answer) => new ServiceUnit(answer) is { } unit && unit["LoadState"] == "loaded" ? unit : null;

    private sealed record Folder(string Variable, string Property, string Root);
}
