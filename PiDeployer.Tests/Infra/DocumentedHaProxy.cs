using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>HAProxy with <c>docs/haproxy.cfg</c>, in which nothing but paths and ports are others.</summary>
internal sealed class DocumentedHaProxy : ProxyProgram
{
    public DocumentedHaProxy() => Folder.Write("environments.map", "");

    public string MapPath => Folder.File("environments.map");

    public override string Fields => $"haproxy: {{ socket: {SocketPath}, map: {MapPath} }}";

    /// <summary>The host names that it knows now, each with its port.</summary>
    public IEnumerable<string> Map() => Ask($"show map {MapPath}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    /// <summary>Those that it would know after its next start.</summary>
    public IEnumerable<string> MapFile() => File.ReadAllLines(MapPath);

    protected override ProcessStartInfo Command() => new("haproxy", ["-W", "-f", Folder.Write("haproxy.cfg", SourceTree.Read("docs/haproxy.cfg")
        .Replace("/run/haproxy/admin.sock", SocketPath, StringComparison.Ordinal)
        .Replace("/var/lib/haproxy/environments.map", MapPath, StringComparison.Ordinal)
        .Replace("bind :80", $"bind 127.0.0.1:{Port}", StringComparison.Ordinal))]);

    protected override bool IsReady() => Answers(new UnixDomainSocketEndPoint(SocketPath), AddressFamily.Unix);

    private string SocketPath => Folder.File("admin.sock");

    private string Ask(string command)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
        socket.Send(Encoding.ASCII.GetBytes($"{command}\n"));
        using var reader = new StreamReader(new NetworkStream(socket, ownsSocket: false));
        return reader.ReadToEnd().Trim();
    }
}
