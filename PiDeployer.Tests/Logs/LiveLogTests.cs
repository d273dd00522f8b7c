using PiDeployer.Logs;


namespace PiDeployer.Tests.Logs;

public sealed class LiveLogTests
{
    private readonly LiveLog live = new();

    [Fact]
    public void Without_news_its_followers_wait() => live.ChangeAsync(live.State).IsCompleted.ShouldBeFalse();

    [Fact]
    public void News_that_came_before_the_question_are_not_missed()
    {
        var seen = live.State;
        live.Reach(5);

        live.ChangeAsync(seen).IsCompleted.ShouldBeTrue();
        live.ChangeAsync(live.State).IsCompleted.ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task All_who_wait_are_told_at_once_and_share_one_signal()
    {
        var waiting = Enumerable.Range(0, 200).Select(_ => live.ChangeAsync(live.State)).ToList();
        waiting.Distinct().Count().ShouldBe(1);

        live.Reach(7);

        await Task.WhenAll(waiting);
        live.State.Length.ShouldBe(7);
    }

    [Fact]
    public void Nobody_is_told_of_what_is_no_news()
    {
        live.Reach(7);
        var waiting = live.ChangeAsync(live.State);

        live.Reach(7);

        waiting.IsCompleted.ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Those_who_wait_are_told_of_the_end()
    {
        var seen = live.State;
        var waiting = live.ChangeAsync(seen);

        live.End();

        await waiting;
        live.State.IsOver.ShouldBeTrue();
        live.ChangeAsync(seen).IsCompleted.ShouldBeTrue();
    }

    [Fact(Timeout = 180_000)]
    public async Task Those_who_wait_are_told_of_a_failure()
    {
        var waiting = live.ChangeAsync(live.State);

        live.Fail("the disk is full");

        await waiting;
        live.State.Failure.ShouldBe("the disk is full");
        live.State.IsOver.ShouldBeFalse();
    }

    [Fact]
    public void A_failure_that_came_before_the_question_is_not_missed()
    {
        var seen = live.State;
        live.Fail("the disk is full");

        live.ChangeAsync(seen).IsCompleted.ShouldBeTrue();
        live.ChangeAsync(live.State).IsCompleted.ShouldBeFalse();
    }
}
