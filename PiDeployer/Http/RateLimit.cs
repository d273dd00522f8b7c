using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PiDeployer.Http;

/// <summary>
/// So many a minute for each client. A client's minute begins with the first that it takes. Only the clients of the last minute are remembered, and of these no more
/// than <see cref="MostClients"/>: the ones that came first are let go, so that nobody fills the memory with addresses.
/// </summary>
/// <param name="perMinute">0 for no limit.</param>
/// <param name="clock">Only its steady time counts: the other may jump by years when a Pi finds a time server.</param>
internal sealed partial class RateLimit(int perMinute, TimeProvider clock, ILogger<RateLimit> logger)
{
    public const int MostClients = 10_000;

    private const int NetworkBytes = 8;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, Window> windows = [];
    private readonly Queue<Window> oldestFirst = new();

    /// <summary>Whether the client has none left; takes nothing.</summary>
    public bool IsExhausted(HttpContext http)
    {
        if (perMinute == 0)
            return false;
        lock (gate)
            return Find(ClientOf(http)) is { } window && window.Taken >= perMinute;
    }

    /// <summary>Takes one of this minute's; false when there is none left.</summary>
    public bool TryTake(HttpContext http)
    {
        if (perMinute == 0)
            return true;
        var client = ClientOf(http);
        lock (gate)
        {
            var window = Find(client) ?? Open(client);
            if (window.Taken >= perMinute)
                return false;
            if (++window.Taken == perMinute)
                Log.UsedUp(logger, client, perMinute);
            return true;
        }
    }

    /// <summary>429, and when to come again.</summary>
    public IResult TooMany(HttpContext http)
    {
        TimeSpan left;
        lock (gate)
            left = Find(ClientOf(http)) is { } window ? Length - clock.GetElapsedTime(window.OpenedAt) : TimeSpan.Zero;
        var seconds = Math.Max(1, (int)Math.Ceiling(left.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Answers.Error(
            StatusCodes.Status429TooManyRequests,
            $"Too many failed attempts or signed calls from your address ({http.Connection.RemoteIpAddress}): {perMinute} a minute are allowed. Try again in {seconds} s.");
    }

    /// <summary>Whoever has an IPv6 network can call from as many of its addresses as it likes, so the network counts: its first 64 bits.</summary>
    private static IPAddress ClientOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }

    private Window? Find(IPAddress client)
    {
        while (oldestFirst.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.OpenedAt) >= Length)
            CloseOldest();
        return windows.GetValueOrDefault(client);
    }

    private Window Open(IPAddress client)
    {
        if (windows.Count == MostClients)
            CloseOldest();
        var window = new Window(client, clock.GetTimestamp());
        windows.Add(client, window);
        oldestFirst.Enqueue(window);
        return window;
    }

    private void CloseOldest() => windows.Remove(oldestFirst.Dequeue().Client);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Client} has used up its {Count} failed attempts and signed calls of this minute; until it is over it is answered with 429. RATE_LIMIT_PER_MIN allows more, and where this is a proxy, TRUSTED_PROXIES tells its callers apart.")]
        public static partial void UsedUp(ILogger logger, IPAddress client, int count);
    }

    private sealed class Window(IPAddress client, long openedAt)
    {
        public IPAddress Client => client;

        public long OpenedAt => openedAt;

        public int Taken { get; set; }
    }
}
