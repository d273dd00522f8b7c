using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using PiDeployer.Http;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class DoorTests : IAsyncLifetime
{
    private static readonly byte[] Much = new byte[3000];

    private readonly Clock clock = new();
    private readonly Connections connections;
    private readonly Door door;
    private readonly List<Socket> clients = [];

    public DoorTests()
    {
        connections = new Connections(clock);
        door = new Door(new IPEndPoint(IPAddress.Loopback, 0), connections, new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), NullLogger.Instance), clock);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_says_nothing_waits_outside()
    {
        var silent = Open();
        var next = NextAsync();
        Open("hello"u8);

        var first = await next;
        next = NextAsync();
        (await Task.WhenAny(next, Task.Delay(200))).ShouldNotBe(next);
        silent.Send("hello"u8);

        first.ShouldBe(clients[1].LocalEndPoint);
        (await next).ShouldBe(silent.LocalEndPoint);
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_too_many_who_say_nothing_the_first_has_to_go()
    {
        for (var i = 0; i < Door.MostOfAKind + 2; i++)
            Open();

        await CutAsync(clients[0]);
        await CutAsync(clients[1]);
        IsCut(clients[2]).ShouldBeFalse();
        Open("hello"u8);
        (await NextAsync()).ShouldBe(clients[^1].LocalEndPoint);
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_too_many_who_say_something_the_last_is_let_in_first_and_the_first_has_to_go()
    {
        for (var i = 0; i < Door.MostOfAKind + 1; i++)
            Open("hello"u8);
        await CutAsync(1);
        Open("hello"u8);
        await CutAsync(2);

        (await NextAsync()).ShouldBe(clients[^1].LocalEndPoint);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_says_little_is_let_in_before_those_who_say_much_and_these_now_and_then()
    {
        Open(Much);
        Open(Much);
        for (var i = 0; i < Door.MostOfAKind + 1; i++)
            Open("hello"u8);
        await CutAsync(1);

        var all = new List<EndPoint?>();
        for (var i = 0; i < 20; i++)
            all.Add(await NextAsync());

        EndPoint?[] much = [clients[0].LocalEndPoint, clients[1].LocalEndPoint];
        all.Select((one, i) => (one, i)).Where(pair => much.Contains(pair.one)).Select(pair => pair.i).ShouldBe([7, 15]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_says_nothing_for_half_a_minute_has_to_go()
    {
        Open();
        Open("hello"u8);
        await NextAsync();
        clock.Steady += TimeSpan.FromSeconds(20);
        Open();
        Open("hello"u8);
        await NextAsync();

        clock.Steady += TimeSpan.FromSeconds(15);
        clock.Round();

        await CutAsync(clients[0]);
        IsCut(clients[2]).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_goes_without_a_word_is_forgotten()
    {
        Open().Dispose();
        Open("hello"u8);

        (await NextAsync()).ShouldBe(clients[^1].LocalEndPoint);
    }

    [Fact(Timeout = 180_000)]
    public async Task Not_too_many_are_on_their_way_in()
    {
        while (connections.Entering.CurrentCount > 0)
            await connections.Entering.WaitAsync();

        Open("hello"u8);
        var next = door.AcceptAsync().AsTask();
        (await Task.WhenAny(next, Task.Delay(200))).ShouldNotBe(next);
        connections.Entering.Release();

        (await next).ShouldNotBeNull().RemoteEndPoint.ShouldBe(clients[0].LocalEndPoint);
    }

    [Fact(Timeout = 180_000)]
    public async Task Small_answers_are_sent_at_once()
    {
        Open("hello"u8);

        var connection = (await door.AcceptAsync()).ShouldNotBeNull();

        connection.Features.Get<IConnectionSocketFeature>().ShouldNotBeNull().Socket.NoDelay.ShouldBeTrue();
    }

    [Fact(Timeout = 180_000)]
    public async Task When_it_is_closed_nobody_is_left_outside()
    {
        Open();
        Open("hello"u8);
        await NextAsync();
        var next = door.AcceptAsync();

        await door.UnbindAsync();

        (await next).ShouldBeNull();
        await CutAsync(clients[0]);
        Should.Throw<SocketException>(() => Open());
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await door.DisposeAsync();
        foreach (var client in clients)
            client.Dispose();
    }

    private Socket Open(ReadOnlySpan<byte> words = default)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(door.EndPoint);
        if (words.Length > 0)
            client.Send(words);
        clients.Add(client);
        return client;
    }

    /// <summary>Lets the next one in, and answers where it comes from.</summary>
    private async Task<EndPoint?> NextAsync()
    {
        var next = (await door.AcceptAsync()).ShouldNotBeNull();
        connections.Entering.Release();
        return next.RemoteEndPoint;
    }

    private static Task CutAsync(Socket client) => Eventually.TrueAsync(() => IsCut(client), "it has made room");

    private Task CutAsync(int count) => Eventually.TrueAsync(() => clients.Count(IsCut) == count, $"{count} have made room");

    private static bool IsCut(Socket client) => client.Poll(0, SelectMode.SelectRead);

    /// <summary>Its rounds are made when the test says so.</summary>
    private sealed class Clock : TimeProvider
    {
        private TimerCallback? rounds;

        public TimeSpan Steady { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Steady.Ticks;

        public void Round() => rounds.ShouldNotBeNull()(null);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan)
                rounds = callback;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
