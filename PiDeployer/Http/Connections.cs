using System.Collections.Immutable;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace PiDeployer.Http;

/// <summary>
/// Never more than <see cref="Most"/> connections, besides those that are about to end. When there are as many, the next one takes the place of the one that has said nothing for longest, or else of one that has stopped
/// sending its body, or else of the first in that stage in which there are most, and of somebody known only when there are no others. So nobody keeps others out by coming
/// in great numbers, and whoever has something to say is heard.
/// </summary>
/// <param name="clock">Only its steady time counts.</param>
internal sealed class Connections(TimeProvider clock)
{
    /// <summary>Each may hold 16 KiB of headers, as much that waits for being read and as much that waits for being sent, and all of it has to fit into the memory at once.</summary>
    public const int Most = 400;

    /// <summary>Whoever has just come has not had the time to say anything, so of the others one that takes longer goes first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>What ends because it has to ends at once, but for a moment.</summary>
    private static readonly TimeSpan Leaving = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();

    /// <summary>Those in each stage, the one that has been in it longest first. Nothing is searched: whoever comes in great numbers pays for it, and not everybody else.</summary>
    private readonly ImmutableArray<LinkedList<Connection>> stages = [new(), new(), new(), new()];

    /// <summary>To be awaited before another one is brought: so few are on their way in at a time, or one that is soon answered would wait behind all of them.</summary>
    public SemaphoreSlim Entering { get; } = new(16, 16);

    /// <summary>How far a connection's request has come.</summary>
    public enum Stage
    {
        /// <summary>It is not here, or not all of its headers are.</summary>
        Quiet,

        /// <summary>Its body is awaited.</summary>
        Sending,

        Answered,

        /// <summary>It has shown the right token.</summary>
        Known,
    }

    /// <summary>For Kestrel to do with each connection, for which <see cref="Entering"/> was awaited.</summary>
    public ConnectionDelegate Around(ConnectionDelegate next) => async transport =>
    {
        var connection = new Connection(transport, this);
        transport.Features.Set(connection);
        try
        {
            await EnterAsync(connection);
            await next(transport);
        }
        finally
        {
            connection.Gone.TrySetResult();
            lock (gate)
                connection.Place.List?.Remove(connection.Place);
        }
    };

    private async Task EnterAsync(Connection connection)
    {
        try
        {
            if (Enter(connection) is { } last)
            {
                last.Transport.Abort();
                // What it held is free only then. Who has to go meanwhile does so at once: others may wait for that.
                await last.Gone.Task.WaitAsync(Leaving, clock, connection.Transport.ConnectionClosed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            Entering.Release();
        }
    }

    /// <summary>Answers the one whose place it has; null when there was room.</summary>
    private Connection? Enter(Connection connection)
    {
        lock (gate)
        {
            var last = stages.Sum(all => all.Count) < Most ? null : Next();
            if (last is not null)
                In(last.Stage).Remove(last.Place);
            In(Stage.Quiet).AddLast(connection.Place);
            connection.Since = clock.GetTimestamp();
            return last;
        }
    }

    private Connection? Next() =>
        Find(Stage.Quiet)
        ?? Find(Stage.Sending)
        ?? FirstOfMost()
        ?? In(Stage.Known).First?.Value;

    private Connection? FirstOfMost()
    {
        var most = In(Stage.Quiet);
        foreach (var stage in new[] { Stage.Sending, Stage.Answered })
            most = In(stage).Count > most.Count ? In(stage) : most;
        return most.First?.Value;
    }

    /// <summary>The one that has been in a stage longest, if that is long.</summary>
    private Connection? Find(Stage stage) => In(stage).First is { Value: var longest } && clock.GetElapsedTime(longest.Since) >= Grace ? longest : null;

    private LinkedList<Connection> In(Stage stage) => stages[(int)stage];

    /// <summary>Onward only, until the next request. Whoever stays in a stage shows that it does something.</summary>
    private void Move(Connection connection, Stage stage)
    {
        lock (gate)
        {
            if (connection.Place.List is not { } all || (stage != Stage.Quiet && stage < connection.Stage))
                return;
            all.Remove(connection.Place);
            In(stage).AddLast(connection.Place);
            (connection.Stage, connection.Since) = (stage, clock.GetTimestamp());
        }
    }

    internal sealed class Connection
    {
        private readonly Connections all;

        public Connection(ConnectionContext transport, Connections all)
        {
            (Transport, this.all) = (transport, all);
            Place = new LinkedListNode<Connection>(this);
        }

        public ConnectionContext Transport { get; }

        /// <summary>Among those of its stage; in no list once it had to make room.</summary>
        public LinkedListNode<Connection> Place { get; }

        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Stage Stage { get; set; }

        /// <summary>When its stage began.</summary>
        public long Since { get; set; }

        /// <summary>Notes how far a request has come; one that is not Kestrel's has no connection.</summary>
        public static void Enter(IFeatureCollection request, Stage stage)
        {
            if (request.Get<Connection>() is { } connection)
                connection.all.Move(connection, stage);
        }

        public static bool HasEnded(IFeatureCollection request) => request.Get<Connection>()?.Transport.ConnectionClosed.IsCancellationRequested == true;
    }
}
