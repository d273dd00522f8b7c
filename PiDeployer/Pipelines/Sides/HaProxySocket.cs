using System.Net.Sockets;
using System.Text;

namespace PiDeployer.Pipelines.Sides;

/// <summary>HAProxy's runtime API: <see href="https://docs.haproxy.org/2.6/management.html#9.3"/>. A command on a connection of its own, answered until the connection ends.</summary>
/// <param name="path">The socket's.</param>
/// <param name="clock">For the time that an answer may take.</param>
internal sealed class HaProxySocket(string path, TimeProvider clock)
{
    private const int LongestAnswer = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null, with the problem, when there was no answer.</summary>
    public async Task<(string? Answer, string? Problem)> AskAsync(string command, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), either.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\n"), either.Token);
            var answer = await ReadAsync(stream, either.Token);
            return answer.StartsWith("Permission denied", StringComparison.Ordinal)
                ? (null, $"HAProxy refuses `{command}` at {path}: its `stats socket` line needs `level admin`")
                : (answer, null);
        }
        catch (Exception e) when (e is SocketException or IOException or ArgumentException)
        {
            return (null, $"HAProxy cannot be asked at {path}: {e.Message}. {Advice(e)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"HAProxy did not answer `{command}` at {path} within {Patience.TotalSeconds:0} s");
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        while (answer.Length < LongestAnswer && await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        return answer.ToString().Trim();
    }

    private static string Advice(Exception e) => (e as SocketException)?.SocketErrorCode == SocketError.AccessDenied
        ? $"May {Environment.UserName} use it? `usermod -aG haproxy {Environment.UserName}`, and `mode 660` in its `stats socket` line"
        : "Does HAProxy run, with a `stats socket … level admin` there?";
}
