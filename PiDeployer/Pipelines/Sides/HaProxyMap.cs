using System.Globalization;
using System.Text;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>
/// A map of HAProxy's from hosts to ports (<see href="https://docs.haproxy.org/2.6/management.html#9.3"/>, <c>show map</c> and those that follow), changed at run time, so that
/// no request is lost; and the file that HAProxy reads it from when it is started.
/// </summary>
internal sealed class HaProxyMap(ProxySettings.HaProxy settings, TimeProvider clock) : IHostRoutes
{
    /// <summary>Several deployments may change the file at once.</summary>
    private static readonly SemaphoreSlim Writing = new(1);

    private readonly HaProxySocket socket = new(settings.Socket, clock);
    private readonly string map = settings.Map ?? throw new InvalidOperationException("There is no map.");

    public async Task<string?> PointAsync(string host, int port, CancellationToken cancellationToken)
    {
        var value = port.ToString(CultureInfo.InvariantCulture);
        var (known, problem) = await FindAsync(host, cancellationToken);
        if (problem is not null)
            return problem;
        if (known != value && await TellAsync(known is null ? $"add map {map} {host} {value}" : $"set map {map} {host} {value}", cancellationToken) is { } refused)
            return refused;
        return await RememberAsync(host, value, cancellationToken);
    }

    /// <summary>It reads its file itself.</summary>
    public Task<string?> RemindAsync(string host, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>First from the file, so that it is gone with the next start at the latest.</summary>
    public async Task<string?> RemoveAsync(string host, CancellationToken cancellationToken)
    {
        var notWritten = await RememberAsync(host, null, cancellationToken);
        var (known, problem) = await FindAsync(host, cancellationToken);
        return problem ?? (known is null ? null : await TellAsync($"del map {map} {host}", cancellationToken)) ?? notWritten;
    }

    /// <summary>Each line is an address in memory, a host and a port.</summary>
    private async Task<(string? Port, string? Problem)> FindAsync(string host, CancellationToken cancellationToken)
    {
        var (answer, problem) = await socket.AskAsync($"show map {map}", cancellationToken);
        if (answer is null)
            return (null, problem);
        if (answer.StartsWith("Unknown map", StringComparison.Ordinal))
            return (null, $"HAProxy uses no map {map}; a backend needs the line `http-request set-var(txn.port) hdr(host),field(1,:),lower,map_str_int({map},0)`");
        var lines = answer.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (lines.FirstOrDefault(words => words.Length == 3 && words[1] == host)?[2], null);
    }

    private async Task<string?> TellAsync(string command, CancellationToken cancellationToken)
    {
        var (answer, problem) = await socket.AskAsync(command, cancellationToken);
        return problem ?? (answer is { Length: > 0 } ? $"HAProxy refused `{command}`: {answer}" : null);
    }

    /// <summary>For the next start of HAProxy.</summary>
    private async Task<string?> RememberAsync(string host, string? port, CancellationToken cancellationToken)
    {
        await Writing.WaitAsync(cancellationToken);
        try
        {
            var lines = File.Exists(map) ? await File.ReadAllLinesAsync(map, cancellationToken) : [];
            string[] kept = [.. lines.Where(line => line.Split(' ', '\t')[0] != host)];
            var wanted = port is null ? kept : [.. kept, $"{host} {port}"];
            if (!wanted.Order(StringComparer.Ordinal).SequenceEqual(lines.Order(StringComparer.Ordinal)))
                Write(Encoding.UTF8.GetBytes(string.Concat(wanted.Select(line => $"{line}\n"))));
            return null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return $"HAProxy knows {host}, but its map cannot be written for its next start: {e.Message} Make {map} writable for {Environment.UserName}";
        }
        finally
        {
            Writing.Release();
        }
    }

    /// <summary>As a whole where that is possible, since others may have lines in it too; the file may be ours in a folder that is not.</summary>
    private void Write(byte[] content)
    {
        try
        {
            DurableFile.Write(map, content);
        }
        catch (UnauthorizedAccessException)
        {
            File.WriteAllBytes(map, content);
        }
    }
}
