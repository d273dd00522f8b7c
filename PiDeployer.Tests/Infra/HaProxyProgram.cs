using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>HAProxy as the README has it: one backend with the servers <c>blue</c> and <c>green</c>, and its runtime API at a socket.</summary>
/// <param name="backend">The backend's name.</param>
/// <param name="blue">The port of the server.</param>
/// <param name="green">The port of the other one.</param>
internal sealed class HaProxyProgram(string backend, int blue, int green) : ProxyProgram
{
    /// <summary>What the servers' lines end with; empty for servers that are not checked.</summary>
    public string Check { get; init; } = "check inter 500ms";

    public string Level { get; init; } = "admin";

    /// <summary>The backend in <c>projects.yml</c>, where that is another one.</summary>
    public string? Named { get; init; }

    /// <summary>What the server for the green side is called.</summary>
    public string GreenName { get; init; } = "green";

    public string SocketPath => Folder.File("admin.sock");

    public override string Fields => $"haproxy: {{ socket: {SocketPath}, backend: '{Named ?? backend}' }}";

    /// <summary>Says something to its runtime API, as a person does, and answers what comes back.</summary>
    public string Ask(string command)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
        socket.Send(Encoding.ASCII.GetBytes($"{command}\n"));
        using var reader = new StreamReader(new NetworkStream(socket, ownsSocket: false));
        return reader.ReadToEnd().Trim();
    }

    /// <summary>How it sees a server: <c>UP</c>, <c>DRAIN</c>, <c>MAINT</c>.</summary>
    public string StatusOf(string server) => FiguresOf(server)[17];

    /// <summary>Whether it has given a server a request that is not answered yet.</summary>
    public bool IsBusyWith(string server) => FiguresOf(server)[4] != "0";

    /// <summary>In one line, so that there is no moment between one and the next.</summary>
    public void Set(params (string Server, string State)[] states) => Ask(string.Join("; ", states.Select(one => $"set server {backend}/{one.Server} state {one.State}"))).ShouldBeEmpty();

    /// <summary>Has it read its configuration again: a new process takes over, and what it was told at run time is forgotten.</summary>
    public async Task ReloadAsync()
    {
        var before = WorkerId();
        Shell.Run("kill", "-USR2", $"{ProcessId}");
        await Eventually.TrueAsync(() => WorkerId() is { Length: > 0 } worker && worker != before, "a new process of HAProxy answers");
    }

    /// <summary>Its configuration.</summary>
    /// <param name="socket">What follows <c>stats socket</c>.</param>
    /// <param name="port">Where people come.</param>
    /// <param name="backend">The lines of the backend, its name first.</param>
    public static string Text(string socket, int port, params string[] backend) => $"""
        global
            stats socket {socket}
            maxconn 500
        defaults
            mode http
            option redispatch
            retries 3
            timeout connect 5s
            timeout client 60s
            timeout server 60s
            timeout http-keep-alive 60s
        frontend people
            bind 127.0.0.1:{port}
            default_backend {backend[0]}
        backend {string.Join("\n    ", backend)}

        """;

    protected override ProcessStartInfo Command() => new(
        "haproxy",
        ["-W", "-f", Folder.Write("haproxy.cfg", Text($"{SocketPath} mode 600 level {Level}", Port, backend, $"server blue 127.0.0.1:{blue} {Check}", $"server {GreenName} 127.0.0.1:{green} {Check}"))]);

    protected override bool IsReady() => WorkerId().Length > 0;

    private string[] FiguresOf(string server) => Ask($"show stat {backend} 4 -1").Split('\n').Select(line => line.Split(',')).Single(cells => cells[1] == server);

    /// <summary>The process that answers now; empty where none does.</summary>
    private string WorkerId()
    {
        try
        {
            return Ask("show info").Split('\n').FirstOrDefault(line => line.StartsWith("Pid:", StringComparison.Ordinal)) ?? "";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return "";
        }
    }
}
