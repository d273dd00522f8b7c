using System.Buffers;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>
/// GitLab's deliveries: <see href="https://docs.gitlab.com/user/project/integrations/webhook_events/"/>. They bring the secret itself, or are signed with it by the
/// Standard Webhooks scheme, when it is a signing token: <c>whsec_…</c>.
/// </summary>
internal sealed class GitLab : IForge
{
    private const string EventHeader = "X-Gitlab-Event";
    private const string TokenHeader = "X-Gitlab-Token";

    public string Name => "gitlab";

    public bool Sends(IHeaderDictionary headers) => headers.ContainsKey(EventHeader);

    /// <summary>The one that is signed counts before the one that is not. <c>X-Gitlab-Webhook-UUID</c> names the hook, and not the delivery.</summary>
    public DeliveryId? IdOf(IHeaderDictionary headers) =>
        DeliveryId.TryParse(headers[StandardWebhook.IdHeader], out var id) || DeliveryId.TryParse(headers["Idempotency-Key"], out id) ? id : null;

    public Delivery Read(IHeaderDictionary headers, ReadOnlySequence<byte> json)
    {
        var payload = GitLabPayload.Read(json);
        if (!RepositoryName.TryParse(payload.FullName, out var name))
            return new Delivery.Malformed("The payload has no usable project.path_with_namespace.");

        var repository = new PushedRepository(name, payload.Addresses);
        if (payload.Kind is not ("push" or "tag_push"))
            return new Delivery.OtherEvent(headers[EventHeader].ToString(), repository);
        var pushed = payload.Pushed;
        return new Delivery.Push(repository, [new PushEvent(GitRef.Parse(payload.Ref ?? ""), payload.IsDeletion, payload.Head(pushed)) { Pushed = pushed }]);
    }

    public bool IsSigned(IHeaderDictionary headers, DeliveryBody body, Secret secret, DateTimeOffset now) =>
        (headers[TokenHeader] is [{ } token] && secret.MatchesHeader(token))
        || StandardWebhook.IsValid(headers[StandardWebhook.IdHeader], headers[StandardWebhook.TimestampHeader], headers[StandardWebhook.SignatureHeader], body.Raw, secret, now);
}
