using PiDeployer.Deployments;

namespace PiDeployer.Tests.Deployments;

public sealed class LiveLogTests
{
    private readonly LiveLog live = new();

    [Fact]
    public void Without_news_its_followers_wait() => live.ChangeAsync(0).IsCompleted.ShouldBeFalse();

    [Fact]
    public void News_that_came_before_the_question_are_not_missed()
    {
        live.Reach(5);

        live.ChangeAsync(0).IsCompleted.ShouldBeTrue();
        live.ChangeAsync(5).IsCompleted.ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task All_who_wait_are_told_at_once_and_share_one_signal()
    {
        var waiting = Enumerable.Range(0, 200).Select(_ => live.ChangeAsync(0)).ToList();
        waiting.Distinct().Count().ShouldBe(1);

        live.Reach(7);

        await Task.WhenAll(waiting);
        live.Length.ShouldBe(7);
    }

    [Fact]
    public void Nobody_is_told_of_what_is_no_news()
    {
        live.Reach(7);
        var waiting = live.ChangeAsync(7);

        live.Reach(7);

        waiting.IsCompleted.ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task Those_who_wait_are_told_of_the_end()
    {
        var waiting = live.ChangeAsync(0);

        live.End();

        await waiting;
        live.IsOver.ShouldBeTrue();
        live.ChangeAsync(0).IsCompleted.ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task Those_who_wait_are_told_of_a_failure()
    {
        var waiting = live.ChangeAsync(0);

        live.Fail("the disk is full");

        await waiting;
        live.Failure.ShouldBe("the disk is full");
        live.IsOver.ShouldBeFalse();
    }
}
