using PiDeployer.Metrics;

namespace PiDeployer.Http;

/// <summary><c>GET /metrics</c>, for Prometheus and whatever else reads its text format.</summary>
internal sealed class MetricsEndpoint(DeploymentMetrics deployments, WebhookCounts webhooks, NotificationMetrics notifications, ProcessMetrics process)
{
    /// <summary>In bytes: what it was the last time is what it will be, or nearly.</summary>
    private int expectedLength = 16 * 1024;

    public IResult Get()
    {
        var page = new MetricsPage(expectedLength);
        deployments.WriteTo(page);
        webhooks.WriteTo(page);
        notifications.WriteTo(page);
        process.WriteTo(page);
        expectedLength = page.Text.Length;
        return new BytesAnswer(page.Text, MetricsPage.ContentType);
    }
}
