using Microsoft.AspNetCore.Connections;
using PiDeployer.Http;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class ConnectionsTests
{
    private readonly SettableClock clock = new(DateTimeOffset.UnixEpoch);
    private readonly ConnectionDelegate connections;

    public ConnectionsTests()
    {
        var all = new Connections(clock);
        var around = all.Around(static connection => Task.Delay(Timeout.Infinite, connection.ConnectionClosed));
        connections = async transport =>
        {
            await all.Entering.WaitAsync();
            await around(transport);
        };
    }

    [Fact(Timeout = 180_000)]
    public async Task One_too_many_cuts_one()
    {
        var all = Enumerable.Range(0, Connections.Most).Select(_ => Open()).ToList();

        Open();
        await CutAsync(all[0]);
        all.Count(IsCut).ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_oldest_that_is_quiet_makes_room()
    {
        var (answered, sending, first, second) = (Open(Connections.Stage.Answered), Open(Connections.Stage.Sending), Open(), Open());
        Fill(4);
        clock.Steady += TimeSpan.FromSeconds(2);

        Open();

        await CutAsync(first);
        new[] { second, sending, answered }.ShouldAllBe(connection => !IsCut(connection));
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_was_answered_a_moment_ago_has_some_time()
    {
        var (first, second) = (Open(), Open());
        Fill(2);
        clock.Steady += TimeSpan.FromSeconds(2);
        Connections.Connection.Enter(first.Features, Connections.Stage.Quiet);

        Open();

        await CutAsync(second);
        IsCut(first).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_has_just_come_stays_when_others_take_longer()
    {
        var (sending, answered) = (Open(Connections.Stage.Sending), Open(Connections.Stage.Answered));
        Fill(2, Connections.Stage.Sending);
        clock.Steady += TimeSpan.FromSeconds(2);

        var one = Open();
        var other = Open();

        await CutAsync(sending);
        new[] { one, other, answered }.ShouldAllBe(connection => !IsCut(connection));
    }

    [Fact(Timeout = 180_000)]
    public async Task Those_that_are_being_answered_make_room_when_there_is_nobody_else()
    {
        var first = Open(Connections.Stage.Answered);
        Fill(1, Connections.Stage.Answered);
        clock.Steady += TimeSpan.FromSeconds(2);

        var next = Open();

        await CutAsync(first);
        IsCut(next).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_has_shown_the_token_stays_whatever_strangers_do()
    {
        var (known, stranger) = (Open(Connections.Stage.Known), Open(Connections.Stage.Answered));
        Connections.Connection.Enter(known.Features, Connections.Stage.Answered);
        Fill(2);
        clock.Steady += TimeSpan.FromSeconds(2);

        Open();

        await CutAsync(stranger);
        IsCut(known).ShouldBeFalse("what comes after the token takes nothing away from it");
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_goes_on_sending_stays_before_those_that_have_stopped()
    {
        var (sending, stopped) = (Open(Connections.Stage.Sending), Open(Connections.Stage.Sending));
        Fill(2, Connections.Stage.Known);
        clock.Steady += TimeSpan.FromSeconds(2);
        Connections.Connection.Enter(sending.Features, Connections.Stage.Sending);

        Open();

        await CutAsync(stopped);
        IsCut(sending).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_ends_leaves_its_place_and_one_that_was_cut_has_none()
    {
        var first = Open();
        Fill(2);
        var ending = new DefaultConnectionContext();
        var running = connections(ending);
        ending.Abort();
        await Should.ThrowAsync<OperationCanceledException>(running);
        var second = Open();
        IsCut(first).ShouldBeFalse();
        clock.Steady += TimeSpan.FromSeconds(2);

        Open();
        await CutAsync(first);
        Connections.Connection.Enter(first.Features, Connections.Stage.Answered);
        Open();

        await CutAsync(second);
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_many_who_have_just_come_the_first_goes_before_anybody_who_is_being_answered()
    {
        var answered = Open(Connections.Stage.Answered);
        clock.Steady += TimeSpan.FromSeconds(2);
        var first = Open();
        Fill(2, Connections.Stage.Quiet);

        Open();

        await CutAsync(first);
        IsCut(answered).ShouldBeFalse();
    }

    private static Task CutAsync(DefaultConnectionContext connection) => Eventually.TrueAsync(() => IsCut(connection), "it has made room");

    private static bool IsCut(DefaultConnectionContext connection) => connection.ConnectionClosed.IsCancellationRequested;

    private void Fill(int taken, Connections.Stage stage = Connections.Stage.Answered)
    {
        for (var i = taken; i < Connections.Most; i++)
            Open(stage);
    }

    private DefaultConnectionContext Open(Connections.Stage stage = Connections.Stage.Quiet)
    {
        var connection = new DefaultConnectionContext();
        _ = connections(connection);
        Connections.Connection.Enter(connection.Features, stage);
        return connection;
    }
}
