using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace PiDeployer.Http;

/// <summary>
/// Where connections come in, before Kestrel makes of each what costs many times the socket. Whoever says nothing waits outside. Of the others those who say little go first,
/// and of these whoever has come last: when there is no time for all, at least most of those that are let in have not waited. So a question is answered at once, whatever else
/// comes in great numbers.
/// </summary>
internal sealed class Door : IConnectionListener
{
    /// <summary>Of those who are silent, who say little, and who say much. More of one kind have to go, so that no kind keeps out another.</summary>
    public const int MostOfAKind = 400;

    /// <summary>The kernel keeps no more before it lets them wait for a whole second; <c>net.core.somaxconn</c> may be less.</summary>
    private const int Backlog = 4096;

    /// <summary>In bytes: a request without a body, with the headers that browsers and programs have for it.</summary>
    private const int Little = 2 * 1024;

    /// <summary>Of those that are let in while there are both, one in so many has much to say.</summary>
    private const int Turns = 8;

    /// <summary>As long as more than this has to be done, whoever has much to say is not let in, but for one after so many breaths.</summary>
    private const int Busy = 16;

    private const int MostBreaths = 10;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>When the system gives out no more sockets there may be some again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Connections connections;
    private readonly SocketConnectionContextFactory contexts;
    private readonly TimeProvider clock;
    private readonly Socket socket;
    private readonly ITimer rounds;
    private readonly CancellationTokenSource closing = new();

    /// <summary>Says that somebody has spoken; it never holds more than one.</summary>
    private readonly SemaphoreSlim spoken = new(0);
    private readonly Lock gate = new();

    /// <summary>The one that has been of its kind longest is the first.</summary>
    private readonly LinkedList<Waiting> silent = new();
    private readonly LinkedList<Waiting> brief = new();
    private readonly LinkedList<Waiting> lengthy = new();
    private int turn;

    /// <param name="place">To listen on.</param>
    /// <param name="connections">Take in whoever this lets through.</param>
    /// <param name="contexts">Make of a socket what Kestrel wants; disposed of with this.</param>
    /// <param name="clock">Only its steady time counts.</param>
    /// <exception cref="SocketException">It is in use, or may not be used.</exception>
    public Door(EndPoint place, Connections connections, SocketConnectionContextFactory contexts, TimeProvider clock)
    {
        (this.connections, this.contexts, this.clock) = (connections, contexts, clock);
        socket = SocketTransportOptions.CreateDefaultBoundListenSocket(place);
        // The system would hold up to 10 MiB for each connection that sends and is not read, or asks and does not read. Every connection has the bounds of this one.
        (socket.ReceiveBufferSize, socket.SendBufferSize) = (128 * 1024, 64 * 1024);
        socket.NoDelay = true; // Linux hands it on to every connection.
        socket.Listen(Backlog);
        EndPoint = socket.LocalEndPoint ?? place;
        rounds = clock.CreateTimer(_ => CutSince(LongestWait), null, LookAgain, LookAgain);
        // A thread of its own, for which nobody has to wait who comes while all the others have much to do.
        new Thread(Accept) { IsBackground = true, Name = "door" }.Start();
    }

    public EndPoint EndPoint { get; }

    /// <summary>The next one; null when the door is closed.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await connections.Entering.WaitAsync(closing.Token);
            for (var breaths = 0; ; breaths++)
            {
                if (TakeNext(breaths, out var someoneWaits) is not { } next)
                    await (someoneWaits ? Task.Delay(Breath, clock, closing.Token) : spoken.WaitAsync(closing.Token));
                else if (TryConnect(next) is { } connection)
                    return connection;
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Nobody comes in any more. Those who are in still need what the contexts have for them.</summary>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await closing.CancelAsync();
        socket.Dispose();
        await rounds.DisposeAsync();
        CutSince(TimeSpan.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        contexts.Dispose();
    }

    private void Accept()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                Take(socket.Accept());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                closing.Token.WaitHandle.WaitOne(Pause);
            }
        }
    }

    private void Take(Socket next)
    {
        var newcomer = new Waiting(next, clock.GetTimestamp());
        lock (gate)
        {
            if (Hears(newcomer))
                return;
            Put(newcomer, silent);
        }

        try
        {
            var words = new FirstWords(newcomer, this);
            if (!next.ReceiveAsync(words))
                words.Come();
        }
        catch (Exception) // Such as OutOfMemoryException, when the kernel watches over too many already. Others may have more luck.
        {
            Cut(newcomer);
        }
    }

    /// <summary>Null when there is none, or <paramref name="someoneWaits"/> whose turn it is not.</summary>
    private Socket? TakeNext(int breaths, out bool someoneWaits)
    {
        lock (gate)
        {
            someoneWaits = brief.Count + lengthy.Count > 0;
            var isItsTurn = brief.Count > 0 ? lengthy.Count > 0 && ++turn % Turns == 0 : breaths >= MostBreaths || ThreadPool.PendingWorkItemCount <= Busy;
            var kind = isItsTurn ? lengthy : brief;
            if (kind.Last is not { Value: var last })
                return null;
            kind.RemoveLast();
            return last.Socket;
        }
    }

    /// <summary>Null when that cannot be done. Whatever the reason is, Kestrel must not hear of it: it would never ask for another one.</summary>
    private ConnectionContext? TryConnect(Socket next)
    {
        try
        {
            return contexts.Create(next);
        }
        catch (Exception)
        {
            next.Dispose();
            return null;
        }
    }

    /// <summary>Whether it has said something; then it is silent no more. Within the gate.</summary>
    private bool Hears(Waiting one)
    {
        if (one.Socket.Available is not (> 0 and var bytes))
            return false;
        Put(one, bytes <= Little ? brief : lengthy);
        if (spoken.CurrentCount == 0)
            spoken.Release();
        return true;
    }

    /// <summary>At the expense of the first of these, when there are too many. Within the gate.</summary>
    private void Put(Waiting one, LinkedList<Waiting> kind)
    {
        one.Place.List?.Remove(one.Place);
        kind.AddLast(one.Place);
        if (kind.Count > MostOfAKind || closing.IsCancellationRequested)
            CutFirst(kind);
    }

    /// <summary>Unless it has spoken meanwhile, and nobody came to hear it. Within the gate.</summary>
    private void CutFirst(LinkedList<Waiting> kind)
    {
        if (kind.First is not { Value: var first } || (kind == silent && Hears(first)))
            return;
        kind.RemoveFirst();
        first.Socket.Dispose();
    }

    private void CutSince(TimeSpan time)
    {
        lock (gate)
        {
            foreach (var kind in new[] { silent, brief, lengthy })
            {
                while (kind.First is { Value.Since: var since } && clock.GetElapsedTime(since) >= time)
                    CutFirst(kind);
            }
        }
    }

    private void Cut(Waiting one)
    {
        lock (gate)
        {
            one.Place.List?.Remove(one.Place);
            one.Socket.Dispose();
        }
    }

    private void HearOrCut(Waiting one, SocketError error)
    {
        lock (gate)
        {
            if (one.Place.List == silent && !(error == SocketError.Success && Hears(one)))
                Cut(one);
        }
    }

    private sealed class Waiting
    {
        public Waiting(Socket socket, long since) => (Socket, Since, Place) = (socket, since, new LinkedListNode<Waiting>(this));

        public Socket Socket { get; }

        /// <summary>When it came.</summary>
        public long Since { get; }

        /// <summary>Among those of its kind; in no list once it is let in, or has had to go.</summary>
        public LinkedListNode<Waiting> Place { get; }
    }

    /// <summary>Waits for the first bytes, which it leaves where they are.</summary>
    private sealed class FirstWords : SocketAsyncEventArgs
    {
        private readonly Waiting speaker;
        private readonly Door door;

        public FirstWords(Waiting speaker, Door door)
            : base(unsafeSuppressExecutionContextFlow: true)
        {
            (this.speaker, this.door) = (speaker, door);
            SetBuffer(Memory<byte>.Empty);
        }

        /// <summary>They are there, or never will be.</summary>
        public void Come()
        {
            door.HearOrCut(speaker, SocketError);
            Dispose();
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => Come();
    }
}
