using PiDeployer.Deployments;
using PiDeployer.Metrics;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Metrics;

public sealed class NotificationMetricsTests
{
    [Fact]
    public void Outboxes_of_one_kind_are_one_series()
    {
        OutboxCounts messages = new("message"), here = new("commit status"), there = new("commit status");
        messages.AddDropped();
        here.AddSent();
        there.AddSent();
        there.AddFailed();

        var page = MetricSamples.Of(new NotificationMetrics([messages, here, there]).WriteTo);

        page["pi_deployer_notifications_total{kind=\"message\",result=\"dropped\"}"].ShouldBe(1);
        page["pi_deployer_notifications_total{kind=\"commit status\",result=\"sent\"}"].ShouldBe(2);
        page["pi_deployer_notifications_total{kind=\"commit status\",result=\"failed\"}"].ShouldBe(1);
        page.Names.Count().ShouldBe(6);
    }

    [Fact]
    public void Where_nobody_is_told_there_is_nothing_to_count() => MetricSamples.Of(new NotificationMetrics([]).WriteTo).Text.ShouldEndWith("counter\n");
}
