using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Http;

/// <summary><c>POST /deploy</c>: where every forge sends its deliveries, and CI jobs what they want.</summary>
internal sealed partial class WebhookEndpoint(
    LiveCatalog catalog, Pushes pushes, NamedCalls calls, Outcomes outcomes, Credentials credentials, RateLimit rates, BodyBudget budget, TimeProvider clock, ILogger<WebhookEndpoint> logger)
{
    /// <summary>For what is to be found out about a push: GitHub waits 10 s for an answer.</summary>
    private static readonly TimeSpan ForgesPatience = TimeSpan.FromSeconds(8);

    public async Task<IResult> PostAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http.Request, budget, http.RequestAborted);
        var forge = Forges.Of(http.Request.Headers);
        if (forge is null && DeployCall.Read(body.Bytes) is { } call) // A forge says which event it tells of.
            return await CallAsync(http, body, call);
        if (!DeliveryBody.TryOpen(http.Request.ContentType, body.Bytes, BodyMemory.Pool, out var sent))
            return Answers.Error(StatusCodes.Status400BadRequest, "The form has no field 'payload'. For plain JSON, send Content-Type: application/json.");
        using (sent)
            return await DecideAsync(http, body, sent, forge ?? Forges.Imitated);
    }

    private async Task<IResult> CallAsync(HttpContext http, RequestBody body, Delivery call) => call switch
    {
        Delivery.Malformed(var reason) => Answers.Error(StatusCodes.Status400BadRequest, reason),
        _ when rates.IsExhausted(http) => rates.TooMany(http),
        Delivery.Call(var wish) when calls.IsOfAFriend(http, body, "") && calls.Find(wish) is { } named => await calls.AnswerAsync(http, named, body, _ => Patience.Endless),
        _ => Answers.Unauthorized(),
    };

    private async Task<IResult> DecideAsync(HttpContext http, RequestBody body, DeliveryBody sent, IForge forge)
    {
        var headers = http.Request.Headers;
        bool IsSignedWith(Secret secret) => forge.IsSigned(headers, sent, secret, clock.GetUtcNow());
        switch (Read(forge, headers, sent.Json))
        {
            case Delivery.Malformed(var reason):
                return Answers.Error(StatusCodes.Status400BadRequest, reason);
            case Delivery.Ping(null):
                return rates.IsExhausted(http) ? rates.TooMany(http) : credentials.IsSigned(IsSignedWith) ? Pong() : BadSignature();
            case Delivery.Ping({ } repository):
                return SignedFor(http, repository, IsSignedWith, out _) ?? Pong();
            case Delivery.OtherEvent(var name, var repository):
                return SignedFor(http, repository, IsSignedWith, out _) ?? Skip($"Event '{name}' is not a push", repository);
            case Delivery.Push(var repository, var events):
                if (SignedFor(http, repository, IsSignedWith, out var projects) is { } refusal)
                    return refusal;
                var id = forge.IdOf(headers);
                sent.Dispose(); // It is understood. Git may be asked now, which takes seconds, and others wait for the body's place.
                body.Dispose();
                return await DeployAsync(http, repository, events, projects, id);
            case var unknown:
                throw new InvalidOperationException($"{unknown} is not a delivery of a forge.");
        }
    }

    private static Delivery Read(IForge forge, IHeaderDictionary headers, ReadOnlySequence<byte> json)
    {
        try
        {
            return forge.Read(headers, json);
        }
        catch (JsonException e)
        {
            // Our own reasons name a member; the parser's quote the text, and are left out.
            var where = e.LineNumber is { } line ? $"it breaks at line {line + 1}, byte {e.BytePositionInLine}" : e.Message;
            return new Delivery.Malformed($"The body is not the JSON of a webhook: {where}.");
        }
    }

    /// <summary>A caller who did not sign for one of the repository's projects learns no more than that it has some.</summary>
    /// <returns>The refusal; null when it signed for at least one.</returns>
    private IResult? SignedFor(HttpContext http, PushedRepository repository, Func<Secret, bool> isSignedWith, out ImmutableArray<Project> projects)
    {
        var known = catalog.Current.FindAll(repository);
        projects = credentials.SignedFor(known, isSignedWith);
        if (known.IsEmpty)
        {
            Log.Unknown(logger, $"{repository}", http.Connection.RemoteIpAddress);
            return Answers.Error(StatusCodes.Status404NotFound, $"No project has the repository {repository.Name}.");
        }

        if (!projects.IsEmpty)
            return null;
        Log.BadSignature(logger, $"{repository}", http.Connection.RemoteIpAddress);
        return BadSignature();
    }

    private async Task<IResult> DeployAsync(HttpContext http, PushedRepository repository, ImmutableArray<PushEvent> events, ImmutableArray<Project> projects, DeliveryId? id)
    {
        if (!Patience.TryRead(http.Request, Patience.None, out var patience))
            return Patience.Bad();
        using var limit = new CancellationTokenSource(ForgesPatience, clock);
        var decisions = ImmutableArray.CreateBuilder<PushDecision>();
        List<string> reasons = events.IsEmpty ? ["It tells of no branch and of no tag"] : [];
        for (var i = 0; i < events.Length; i++)
        {
            switch (await pushes.DecideAsync(events[i], projects, DeploymentTrigger.Push, id?.Part(i), limit.Token))
            {
                case PushVerdict.Decided(var decided):
                    decisions.AddRange(decided);
                    break;
                case PushVerdict.Skipped(var reason):
                    Log.Skipped(logger, $"{repository}", reason);
                    reasons.Add(reason);
                    break;
            }
        }

        if (decisions.Count == 0)
            return Answers.Skipped(string.Join("; ", reasons.Distinct()));
        // Of several branches at once those that were not taken would be lost; sent again, the others are duplicates.
        if (events.Length > 1 && decisions.FirstOrDefault(decision => decision.Acceptance is Acceptance.Busy or Acceptance.NotRecorded or Acceptance.Stopping) is { } lost)
            return AcceptanceAnswers.Of(lost.Project, lost.Acceptance);
        return await outcomes.AnswerAsync(http, decisions.ToImmutable(), patience);
    }

    private static IResult Pong() => Answers.Deploy(StatusCodes.Status200OK, new DeployAnswer("pong"));

    private static IResult BadSignature() => Answers.Error(StatusCodes.Status401Unauthorized, "Invalid signature");

    private IResult Skip(string reason, PushedRepository repository)
    {
        Log.Skipped(logger, $"{repository}", reason);
        return Answers.Skipped(reason);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A delivery for {Repository} was skipped: {Reason}.")]
        public static partial void Skipped(ILogger logger, string repository, string reason);

        [LoggerMessage(LogLevel.Warning, "A delivery for {Repository} from {Client} was refused: no project has this repository.")]
        public static partial void Unknown(ILogger logger, string repository, IPAddress? client);

        [LoggerMessage(LogLevel.Warning, "A delivery for {Repository} from {Client} was refused: its signature is missing or wrong. Does the webhook's secret equal ours?")]
        public static partial void BadSignature(ILogger logger, string repository, IPAddress? client);
    }
}
