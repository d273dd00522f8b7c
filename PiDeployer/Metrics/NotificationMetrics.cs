using System.Collections.Immutable;
using PiDeployer.Deployments;

namespace PiDeployer.Metrics;

/// <summary>What became of messages and commit statuses.</summary>
internal sealed class NotificationMetrics(ImmutableArray<OutboxCounts> kinds)
{
    public void WriteTo(MetricsPage page)
    {
        page.Counter("pi_deployer_notifications_total", "Messages and commit statuses since the start of pi-deployer, by what became of them.");
        foreach (var counts in kinds)
        {
            page.Sample(counts.Sent, ("kind", counts.Kind), ("result", "sent"))
                .Sample(counts.Failed, ("kind", counts.Kind), ("result", "failed"))
                .Sample(counts.Dropped, ("kind", counts.Kind), ("result", "dropped"));
        }
    }
}
