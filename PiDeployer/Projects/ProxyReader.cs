using System.Diagnostics.CodeAnalysis;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Reads which proxy stands before a project: <c>haproxy: { … }</c> or <c>caddy: { … }</c>, both usually among the defaults.</summary>
internal static class ProxyReader
{
    private const string NameOfProject = "{name}";
    private const string DefaultAdmin = "http://127.0.0.1:2019";
    private const string DefaultListen = ":80";

    /// <param name="entry">The project's own, defaults merged in.</param>
    /// <param name="name">Stands in for <c>{name}</c>; null when it cannot be used.</param>
    /// <returns>Null when there is none, or it is wrong.</returns>
    public static ProxySettings? Read(MappingReader entry, ProjectName? name)
    {
        ProxySettings? haproxy = entry.Mapping("haproxy") is { } first ? HaProxy(first, name) : null;
        ProxySettings? caddy = entry.Mapping("caddy") is { } second ? Caddy(second) : null;
        if (haproxy is not null && caddy is not null)
            entry.Reject("caddy", "there is haproxy already; say `haproxy: ~` where the defaults name one and this project has Caddy");
        return haproxy ?? caddy;
    }

    private static ProxySettings.HaProxy? HaProxy(MappingReader section, ProjectName? name)
    {
        var socket = section.Parsed<string>("socket", TryParsePath, "is not the absolute path of HAProxy's admin socket");
        var backend = section.Parsed<string>("backend", TryParseBackend, "is not the name of a backend; {name} stands for the project's") ?? NameOfProject;
        var map = section.Parsed<string>("map", TryParsePath, "is not the absolute path of a map file");
        if (section.Lacks("socket") && !section.Lacks("backend"))
            section.Reject("backend", "haproxy needs the socket of its runtime API as well, such as /run/haproxy/admin.sock");
        section.RejectUnknownKeys();
        return socket is null ? null : new ProxySettings.HaProxy(socket, backend.Replace(NameOfProject, name?.Value, StringComparison.Ordinal), map);
    }

    private static ProxySettings.Caddy? Caddy(MappingReader section)
    {
        var admin = section.Parsed<string>("admin", TryParseAdmin, "is not the address of Caddy's admin API, such as http://127.0.0.1:2019 or unix//run/caddy/admin.sock");
        var listen = section.Parsed<string>("listen", TryParseListen, "is not an address that Caddy listens at, such as :80");
        var host = section.Parsed<string>("host", TryParseHost, "is not the name of a host");
        section.RejectUnknownKeys();
        return host is null && section.Lacks("listen") && section.Lacks("admin") ? null : new ProxySettings.Caddy(admin ?? DefaultAdmin, listen ?? DefaultListen, host);
    }

    private static bool TryParsePath(string text, [NotNullWhen(true)] out string? path)
    {
        path = text.StartsWith('/') && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == ';') ? text : null;
        return path is not null;
    }

    /// <summary>What HAProxy itself takes for a name; nothing that would be a second word, or a second command, for its socket.</summary>
    private static bool TryParseBackend(string text, [NotNullWhen(true)] out string? backend)
    {
        var rest = text.Replace(NameOfProject, "", StringComparison.Ordinal);
        backend = text.Length > 0 && rest.All(c => char.IsAsciiLetterOrDigit(c) || "._:-".Contains(c, StringComparison.Ordinal)) ? text : null;
        return backend is not null;
    }

    private static bool TryParseAdmin(string text, [NotNullWhen(true)] out string? admin)
    {
        admin = text.StartsWith("unix//", StringComparison.Ordinal) || HttpAddress.TryParse(text, out _) ? text : null;
        return admin is not null;
    }

    private static bool TryParseListen(string text, [NotNullWhen(true)] out string? listen)
    {
        listen = text.Split(':') is [.., var port] && text.Contains(':', StringComparison.Ordinal) && ushort.TryParse(port, out var number) && number > 0 ? text : null;
        return listen is not null;
    }

    private static bool TryParseHost(string text, [NotNullWhen(true)] out string? host)
    {
        host = Uri.CheckHostName(text) != UriHostNameType.Unknown ? text.ToLowerInvariant() : null;
        return host is not null;
    }
}
