using PiDeployer.Deployments.Polling;

namespace PiDeployer.Tests.Deployments.Polling;

public sealed class PollPaceTests
{
    [Theory]
    [InlineData(60, 0, 60)]
    [InlineData(60, 1, 120)]
    [InlineData(60, 2, 240)]
    [InlineData(60, 4, 600)]
    [InlineData(60, 1_000_000, 600)]
    [InlineData(600, 3, 3600)]
    [InlineData(86_400, 0, 86_400)]
    [InlineData(86_400, 5, 86_400)]
    public void Who_is_in_trouble_is_asked_less_and_less_often_but_never_given_up(int interval, int failures, double expected) =>
        PollPace.Next(TimeSpan.FromSeconds(interval), failures, 0.5).ShouldBe(TimeSpan.FromSeconds(expected));

    [Fact]
    public void No_two_projects_ask_at_the_same_moment_for_long()
    {
        PollPace.Next(TimeSpan.FromSeconds(100), 0, 0).ShouldBe(TimeSpan.FromSeconds(90));
        PollPace.Next(TimeSpan.FromSeconds(100), 0, 1).ShouldBe(TimeSpan.FromSeconds(110));
    }

    [Fact]
    public void The_first_question_comes_within_ten_seconds_of_the_start()
    {
        PollPace.First(TimeSpan.FromHours(1), 0.99).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        PollPace.First(TimeSpan.FromSeconds(4), 0.5).ShouldBe(TimeSpan.FromSeconds(2));
    }
}
