using PiDeployer.Deployments;
using PiDeployer.Metrics;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Metrics;

public sealed class NotificationMetricsTests
{
    [Fact]
    public void Each_kind_has_its_results_from_the_beginning()
    {
        OutboxCounts messages = new("message"), statuses = new("commit status");
        messages.AddDropped();
        statuses.AddSent();
        statuses.AddSent();
        statuses.AddFailed();

        var page = MetricSamples.Of(new NotificationMetrics([messages, statuses]).WriteTo);

        page["pi_deployer_notifications_total{kind=\"message\",result=\"dropped\"}"].ShouldBe(1);
        page["pi_deployer_notifications_total{kind=\"commit status\",result=\"sent\"}"].ShouldBe(2);
        page["pi_deployer_notifications_total{kind=\"commit status\",result=\"failed\"}"].ShouldBe(1);
        page.Names.Count().ShouldBe(6);
    }
}
