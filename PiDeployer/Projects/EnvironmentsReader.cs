using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Reads what an entry of <c>projects.yml</c> says of its branches' environments: <c>environments: { ports: 8100-8199, host: … }</c>.</summary>
internal static class EnvironmentsReader
{
    /// <summary>Caddy looks for each of them at every request.</summary>
    private const int MostPorts = 200;

    private const int DefaultMax = 10;

    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(3650);

    /// <param name="entry">The project's own, defaults merged in.</param>
    /// <param name="name">The project's; null when it cannot be used.</param>
    /// <param name="mode">Of the project; so is the engine.</param>
    /// <param name="engine">What runs its containers.</param>
    /// <param name="isOneBranch">Whether the project follows no pattern.</param>
    /// <returns>Null when there is none, or anything is wrong; all of it has been reported then.</returns>
    public static EnvironmentSettings? Read(MappingReader entry, ProjectName? name, DeployMode mode, ContainerEngine engine, bool isOneBranch)
    {
        if (entry.Mapping("environments") is not { } section)
            return null;
        var ports = section.Parsed<PortRange>("ports", PortRange.TryParse, $"is not a range of at most {MostPorts} ports, such as 8100-8199");
        var host = section.Parsed<string>("host", TryParseHost, $"is not the name of a host with {{branch}} in it, such as {{branch}}.preview.example.org, which leaves room for {EnvironmentLabel.Longest} characters there");
        var max = section.WholeNumber("max", 1, MostPorts) ?? DefaultMax;
        var life = section.Duration("ttl", ShortestLife, LongestLife);
        var volumes = section.OneOf("volumes", ["remove", "keep"]);
        section.RejectUnknownKeys();

        if (mode is not (DeployMode.DockerCompose or DeployMode.ComposeUpdate))
            entry.Reject("environments", "environments are made by compose; they need deploy_mode docker-compose or compose-update");
        if (engine != ContainerEngine.Docker)
            entry.Reject("engine", "environments work with docker only");
        if (isOneBranch)
            entry.Reject("environments", "environments are for several branches: branch must be a pattern, such as feature/*");
        if (!entry.Lacks("deploy_script"))
            entry.Reject("deploy_script", "environments are made by compose, and have no deploy_script");
        if (!entry.Lacks("tags"))
            entry.Reject("tags", "only branches have environments; make the tags a project of their own");
        if (section.Lacks("ports"))
            section.Reject("ports", "environments need ports, one for each, such as 8100-8199");
        var proxy = ProxyReader.Read(entry, name);
        if (host is not null && proxy is null)
            section.Reject("host", "a host needs a proxy that sends people to its environment: `haproxy: { socket: …, map: … }` or `caddy: { … }`");
        if (host is not null && proxy is ProxySettings.HaProxy { Map: null })
            entry.Reject("haproxy", "environments with a host need haproxy.map, the file of the map from hosts to ports");
        return ports is null ? null : new EnvironmentSettings(ports.First, ports.Last, host, Math.Min(max, ports.Last - ports.First + 1), life, volumes == "keep", host is null ? null : proxy);
    }

    private static bool TryParseHost(string text, [NotNullWhen(true)] out string? host)
    {
        var longest = text.Replace(EnvironmentSettings.Branch, new string('x', EnvironmentLabel.Longest), StringComparison.Ordinal);
        host = text.Contains(EnvironmentSettings.Branch, StringComparison.Ordinal) && Uri.CheckHostName(longest) == UriHostNameType.Dns
            ? text.ToLowerInvariant()
            : null;
        return host is not null;
    }

    private sealed record PortRange(int First, int Last)
    {
        public static bool TryParse(string text, [NotNullWhen(true)] out PortRange? range)
        {
            range = text.Split('-') is [var from, var to]
                && ushort.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && ushort.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                && first > 0 && last >= first && last - first < MostPorts
                ? new PortRange(first, last)
                : null;
            return range is not null;
        }
    }
}
