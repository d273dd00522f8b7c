using System.Text;
using PiDeployer.Logs;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>
/// Follows a deployment's log as Server-Sent Events. A line is an event whose id is the offset after it; a long line comes as <c>part</c> events and then its rest; <c>gap</c> tells
/// how many bytes were rotated away, <c>lost</c> why the log goes no further, and <c>result</c> how the deployment ended. The stream ends
/// after that, and only after that for good: one that ends without a result is asked for again.
/// </summary>
internal sealed class LogEvents(
    DeploymentLogs logs, ProjectName project, DeploymentId id, long offset, Func<string?> resultJson, TimeProvider clock, CancellationToken stopping) : IResult
{
    /// <summary>What is sent at once to a reader who is behind, in bytes.</summary>
    private const int Batch = 16 * 1024;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var live = logs.Find(id);
        LogReader reader;
        try
        {
            reader = logs.Read(project, id, offset);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            await DeploymentLogAnswers.Unreadable(e).ExecuteAsync(httpContext);
            return;
        }

        using (reader)
        {
            httpContext.Response.ContentType = "text/event-stream";
            httpContext.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep it to itself.
            if (HttpMethods.IsHead(httpContext.Request.Method))
                return;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
            try
            {
                // Until then, Kestrel of .NET 10 without a host has nothing to write into: it rents zero bytes and gets zero bytes.
                await httpContext.Response.StartAsync(ending.Token);
                using var lines = new LogLines(reader);
                await FollowAsync(live, lines, new EventWriter(httpContext.Response.BodyWriter), ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // The reader has gone, or we are about to.
            }
        }
    }

    private async Task FollowAsync(LiveLog? live, LogLines lines, EventWriter events, CancellationToken cancellationToken)
    {
        var toldOfFailure = false;
        while (true)
        {
            // Asked before reading, so that whatever comes meanwhile is seen in the next round.
            var seen = live?.State ?? LogState.Over;
            while (lines.Next(seen.IsOver) is var piece and not LogPiece.None)
            {
                Tell(events, piece, lines);
                if (events.Unflushed >= Batch && !await events.FlushAsync(cancellationToken))
                    return;
            }

            if (seen.Failure is not null && !toldOfFailure)
                events.Event("lost"u8, Encoding.UTF8.GetBytes(seen.Failure), id: default(ReadOnlySpan<byte>));
            toldOfFailure = seen.Failure is not null;
            if (live is null || seen.IsOver)
                break;
            if (!await events.FlushAsync(cancellationToken))
                return;
            await WaitAsync(live, seen, events, cancellationToken);
        }

        // Without a result it has only left this process: the stream ends as one that broke, so its reader asks again and goes on where it was.
        if (resultJson() is { } result)
            events.Event("result"u8, Encoding.UTF8.GetBytes(result), Encoding.UTF8.GetBytes(DeploymentLogAnswers.LastId));
        await events.FlushAsync(cancellationToken);
    }

    private static void Tell(EventWriter events, LogPiece piece, LogLines lines)
    {
        if (piece == LogPiece.Gap)
            events.Event("gap"u8, Encoding.UTF8.GetBytes($"{lines.Missing}"), lines.End);
        else
            events.Event(piece == LogPiece.Part ? "part"u8 : default, lines.Text, lines.End);
    }

    private async Task WaitAsync(LiveLog live, LogState seen, EventWriter events, CancellationToken cancellationToken)
    {
        var change = live.ChangeAsync(seen).WaitAsync(Beat, clock, cancellationToken);
        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!change.IsCompletedSuccessfully)
            events.Beat();
    }
}
