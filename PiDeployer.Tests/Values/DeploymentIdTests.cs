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

    [Fact]
    public void One_that_was_made_is_read_back()
    {
        var id = DeploymentId.New(TimeProvider.System);

        DeploymentId.TryParse(id.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("20261121-140507-9f3a6")]
    [InlineData("20261121-140507-9f3a611")]
    [InlineData("20261121-140507-9F3A61")]
    [InlineData("20261121-140507-9f3a6g")]
    [InlineData("2026112x-140507-9f3a61")]
    [InlineData("20261121_140507-9f3a61")]
    [InlineData("20261121-140507-../../")]
    [InlineData("20261121-140507-9f3a6\n")]
    [InlineData("٢٠٢٦١١٢١-140507-9f3a61")]
    public void What_is_no_id_is_not_read(string? text)
    {
        DeploymentId.TryParse(text, out var id).ShouldBeFalse();
        id.ShouldBeNull();
    }
}
