using System.Collections.Immutable;
using PiDeployer.Deployments;

namespace PiDeployer.Metrics;

/// <summary>What became of messages and commit statuses. Several outboxes may send the same kind, as where there are several forges.</summary>
internal sealed class NotificationMetrics(ImmutableArray<OutboxCounts> outboxes)
{
    public void WriteTo(MetricsPage page)
    {
        page.Counter("pi_deployer_notifications_total", "Messages and commit statuses since the start of pi-deployer, by what became of them.");
        foreach (var kind in outboxes.GroupBy(outbox => outbox.Kind))
        {
            page.Sample(kind.Sum(outbox => outbox.Sent), ("kind", kind.Key), ("result", "sent"))
                .Sample(kind.Sum(outbox => outbox.Failed), ("kind", kind.Key), ("result", "failed"))
                .Sample(kind.Sum(outbox => outbox.Dropped), ("kind", kind.Key), ("result", "dropped"));
        }
    }
}
