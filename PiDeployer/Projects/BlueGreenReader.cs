using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Reads what an entry of <c>projects.yml</c> says of its two sides: <c>blue_green: { ports: [8081, 8082], … }</c>.</summary>
internal static class BlueGreenReader
{
    private static readonly TimeSpan DefaultDrain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromHours(1);

    /// <param name="entry">The project's own, defaults merged in.</param>
    /// <param name="name">The project's; null when it cannot be used.</param>
    /// <param name="isMeant">Whether the mode needs it; else what is written is read and let be, since it may come from the defaults.</param>
    /// <param name="engine">What runs its containers.</param>
    /// <returns>Null when there is none, or anything is wrong; all of it has been reported then.</returns>
    public static BlueGreenSettings? Read(MappingReader entry, ProjectName? name, bool isMeant, ContainerEngine engine)
    {
        if (isMeant && engine != ContainerEngine.Docker)
            entry.Reject("engine", "deploy_mode blue-green works with docker only");
        var section = entry.Mapping("blue_green");
        var proxy = ProxyReader.Read(entry, name);
        if (section is null)
        {
            if (isMeant && entry.Lacks("blue_green"))
                entry.Reject("deploy_mode", "deploy_mode blue-green needs the two ports: `blue_green: { ports: [8081, 8082] }`");
            return null;
        }

        var ports = section.Texts<Port>("ports", Port.TryParse, "is not a port from 1 to 65535");
        var drain = section.Duration("drain", TimeSpan.Zero, LongestDrain) ?? DefaultDrain;
        var keeps = section.Flag("keep_previous") ?? false;
        var url = section.Parsed<Uri>("url", HttpAddress.TryParse, HttpAddress.Rule);
        section.RejectUnknownKeys();
        if (!isMeant)
            return null;
        if (ports is not [var blue, var green] || blue == green)
        {
            section.Reject("ports", "ports must be two different ones, blue's and green's, such as [8081, 8082]");
            return null;
        }

        if (proxy is null)
            entry.Reject("deploy_mode", "deploy_mode blue-green needs a proxy that sends people to one of the two sides: `haproxy: { socket: /run/haproxy/admin.sock }` or `caddy: { host: … }`");
        else if (proxy is ProxySettings.Caddy { Host: null })
            entry.Reject("caddy", "caddy needs the host under which people ask for the project");
        return proxy is null ? null : new BlueGreenSettings(blue.Number, green.Number, drain, keeps, proxy) { Url = url };
    }

    internal sealed record Port(int Number)
    {
        public static bool TryParse(string text, [NotNullWhen(true)] out Port? port)
        {
            port = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? new Port(number) : null;
            return port is not null;
        }
    }
}
