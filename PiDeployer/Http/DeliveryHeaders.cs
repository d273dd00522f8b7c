using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>
/// Where forges write what a delivery is called. All of these stay the same when the delivery is sent again, and differ between deliveries;
/// <c>X-Gitlab-Webhook-UUID</c> is not among them, since it names the hook.
/// </summary>
internal static class DeliveryHeaders
{
    private static readonly ImmutableArray<string> Names =
    [
        "X-GitHub-Delivery", "X-Gitea-Delivery", "X-Forgejo-Delivery", "X-Gogs-Delivery", // Gitea and its kin send several of these, all with the same value.
        "Idempotency-Key", "webhook-id", // GitLab: the first, or, with the new signing, the other.
        "X-Request-UUID", // Bitbucket.
    ];

    /// <summary>Null when the forge says none, or nonsense.</summary>
    public static DeliveryId? Read(HttpRequest request)
    {
        foreach (var name in Names)
        {
            if (DeliveryId.TryParse(request.Headers[name], out var id))
                return id;
        }

        return null;
    }
}
