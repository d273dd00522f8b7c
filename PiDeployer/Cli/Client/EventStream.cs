namespace PiDeployer.Cli.Client;

/// <summary>Reads Server-Sent Events: https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2.6.</summary>
internal sealed class EventStream(TextReader reader)
{
    /// <summary>The server says something every 15 s, be it a comment; a connection over which nothing comes is broken, and nobody tells.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    /// <summary>Null when there are no more; one that was not finished is none.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<LogEvent?> NextAsync(CancellationToken cancellationToken)
    {
        var (type, data, id) = ("message", (string?)null, (string?)null);
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                    return new LogEvent(type, data, id);
                (type, id) = ("message", null);
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "event":
                    type = value;
                    break;
                case "data":
                    data = data is null ? value : $"{data}\n{value}";
                    break;
                case "id":
                    id = value;
                    break;
            }
        }

        return null;
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Silence);
        try
        {
            return await reader.ReadLineAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"nothing was heard for {Silence.TotalSeconds} s");
        }
    }
}
