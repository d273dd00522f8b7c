using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>A push that was answered 202.</summary>
/// <param name="Id">The deployment's.</param>
internal sealed record AcceptedPush(string Id, string Project, string Delivery);

/// <summary>Pushes to several projects, over and over, to whichever server there is at the moment, and remembers what it promised. Now and then it sends a delivery again.</summary>
/// <param name="projects">Names; each has the repository <c>ann/NAME</c>.</param>
internal sealed class PushStorm(IReadOnlyList<string> projects, int seed)
{
    private const int LongestPause = 25;

    private readonly ConcurrentQueue<AcceptedPush> accepted = new();
    private readonly ConcurrentQueue<string> oddities = new();
    private volatile RunningServer? target;
    private int sent;

    public IReadOnlyCollection<AcceptedPush> Accepted => accepted;

    /// <summary>Answers that nobody should get, whatever happens to the server.</summary>
    public IReadOnlyCollection<string> Oddities => oddities;

    /// <summary>Null while there is none.</summary>
    public RunningServer? Target
    {
        set => target = value;
    }

    /// <param name="pushers">How many push at once.</param>
    /// <param name="ending">Ends it.</param>
    public Task BlowAsync(int pushers, CancellationToken ending) => Task.WhenAll(Enumerable.Range(0, pushers).Select(i => PushAsync(new Random(seed + i), ending)));

    private async Task PushAsync(Random random, CancellationToken ending)
    {
        AcceptedPush? last = null;
        while (!ending.IsCancellationRequested)
        {
            await Task.Delay(random.Next(LongestPause), CancellationToken.None);
            var again = random.Next(8) == 0 ? last : null;
            if (target is { } server && await TryPushAsync(server, again?.Project ?? projects[random.Next(projects.Count)], again?.Delivery ?? $"d-{Interlocked.Increment(ref sent)}") is { } push)
                accepted.Enqueue(last = push);
        }
    }

    private async Task<AcceptedPush?> TryPushAsync(RunningServer server, string project, string delivery)
    {
        try
        {
            using var answer = await server.SendAsync(Webhook.Push($"ann/{project}") with { Id = delivery });
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.Accepted)
                return new AcceptedPush(JsonNode.Parse(text).Text("id"), project, delivery);
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Conflict))
                oddities.Enqueue($"{answer.StatusCode}: {text}");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The server was killed before it had answered, so it has promised nothing. In the moment of connecting HttpClient lets the socket's own exception through.
        }

        return null;
    }
}
