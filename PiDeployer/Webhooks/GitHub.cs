using System.Buffers;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>GitHub's deliveries: <see href="https://docs.github.com/en/webhooks/webhook-events-and-payloads"/>.</summary>
internal sealed class GitHub : IForge
{
    public const string EventHeader = "X-GitHub-Event";

    public string Name => "github";

    public bool Sends(IHeaderDictionary headers) => headers.ContainsKey(EventHeader);

    public DeliveryId? IdOf(IHeaderDictionary headers) => DeliveryId.TryParse(headers["X-GitHub-Delivery"], out var id) ? id : null;

    /// <summary>Callers who imitate it mean a push when they say nothing.</summary>
    public Delivery Read(IHeaderDictionary headers, ReadOnlySequence<byte> json)
    {
        var eventName = headers[EventHeader] is [{ } named] ? named : "push";
        var payload = GitHubPayload.Read(json, tellsOfRef: eventName == "push");
        if (!RepositoryName.TryParse(payload.FullName, out var name))
        {
            return eventName == "ping" && payload.FullName is null
                ? new Delivery.Ping(null)
                : new Delivery.Malformed("The payload has no usable repository.full_name.");
        }

        var repository = new PushedRepository(name, payload.Addresses);
        return eventName switch
        {
            "push" => new Delivery.Push(repository, [new PushEvent(GitRef.Parse(payload.Ref ?? ""), payload.Deleted, payload.Head) { Pushed = payload.Pushed }]),
            "ping" => new Delivery.Ping(repository),
            _ => new Delivery.OtherEvent(eventName, repository),
        };
    }

    public bool IsSigned(IHeaderDictionary headers, DeliveryBody body, Secret secret, DateTimeOffset now) => CallSignature.IsValid(headers, body.Raw, secret);
}
