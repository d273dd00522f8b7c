using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class DeploymentIdTests
{
    [Fact]
    public void It_begins_with_the_time_in_UTC()
    {
        var clock = new FixedClock(new DateTimeOffset(2026, 11, 21, 15, 5, 7, TimeSpan.FromHours(1)));

        DeploymentId.New(clock).Value.ShouldMatch("^20261121-140507-[0-9a-f]{6}$");
    }

    [Fact]
    public void Two_of_the_same_second_differ()
    {
        var clock = new FixedClock(DateTimeOffset.UnixEpoch);

        DeploymentId.New(clock).ShouldNotBe(DeploymentId.New(clock));
    }
}
