using System.Buffers;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>Bitbucket's deliveries: <see href="https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/"/>.</summary>
internal sealed class Bitbucket : IForge
{
    private const string EventHeader = "X-Event-Key";

    /// <summary>GitHub has a header of this name too, for signatures of another kind; here it begins with <c>sha256=</c>.</summary>
    private const string SignatureHeader = "X-Hub-Signature";

    public string Name => "bitbucket";

    public bool Sends(IHeaderDictionary headers) => headers.ContainsKey(EventHeader);

    public DeliveryId? IdOf(IHeaderDictionary headers) => DeliveryId.TryParse(headers["X-Request-UUID"], out var id) ? id : null;

    public Delivery Read(IHeaderDictionary headers, ReadOnlySequence<byte> json)
    {
        var eventName = headers[EventHeader].ToString();
        var payload = BitbucketPayload.Read(json);
        if (!RepositoryName.TryParse(payload.FullName, out var name))
            return new Delivery.Malformed("The payload has no usable repository.full_name.");

        var repository = new PushedRepository(name, payload.Addresses);
        return eventName == "repo:push" ? new Delivery.Push(repository, payload.Changes) : new Delivery.OtherEvent(eventName, repository);
    }

    public bool IsSigned(IHeaderDictionary headers, DeliveryBody body, Secret secret, DateTimeOffset now) =>
        headers[SignatureHeader] is [var signature] && Signature.IsValid(signature, body.Raw, secret);
}
