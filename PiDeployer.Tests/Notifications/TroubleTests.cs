using FsCheck;
using FsCheck.Fluent;
using PiDeployer.Deployments;
using PiDeployer.Notifications;

namespace PiDeployer.Tests.Notifications;

public sealed class TroubleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 14, 3, 0, TimeSpan.FromHours(1));

    [Fact]
    public void The_first_failure_is_told_and_the_same_again_is_not() => Told(Failed(0), Failed(10), Failed(59)).ShouldBe([new Telling.Plain(), new Telling.Nothing(), new Telling.Nothing()]);

    [Fact]
    public void What_keeps_failing_is_summed_up_once_an_hour() =>
        Told(Failed(0), Failed(20), Failed(40), Failed(60), Failed(80), Failed(119), Failed(121)).ShouldBe(
        [
            new Telling.Plain(), new Telling.Nothing(), new Telling.Nothing(), new Telling.Repetition(3, Start),
            new Telling.Nothing(), new Telling.Nothing(), new Telling.Repetition(3, Start.AddMinutes(60)),
        ]);

    [Fact]
    public void Another_failure_is_another_matter() =>
        Told(Failed(0), Failed(1, "another"), Failed(2, "another"), Failed(3) with { State = DeploymentState.TimedOut }, Failed(4))
            .ShouldBe([new Telling.Plain(), new Telling.Plain(), new Telling.Nothing(), new Telling.Plain(), new Telling.Plain()]);

    [Fact]
    public void The_same_with_another_number_in_it_is_the_same() =>
        Told(Failed(0, "git fetch exited with 128 after 12.31 s"), Failed(1, "git fetch exited with 128 after 9.8 s"), Failed(2, "git reset exited with 128 after 9.8 s"))
            .ShouldBe([new Telling.Plain(), new Telling.Nothing(), new Telling.Plain()]);

    [Fact]
    public void The_first_success_after_failures_says_so_and_the_next_one_does_not() =>
        Told(Failed(0), Failed(30), Failed(60, "another"), Succeeded(180), Succeeded(190), Failed(200))[3..]
            .ShouldBe([new Telling.Recovery(3, TimeSpan.FromHours(3)), new Telling.Plain(), new Telling.Plain()]);

    [Fact]
    public void A_success_is_only_that_where_nothing_had_failed() => Told(Succeeded(0)).ShouldBe([new Telling.Plain()]);

    [Fact]
    public void Who_cancels_neither_mends_nor_breaks_anything() =>
        Told(Cancelled(0), Failed(1), Cancelled(2), Failed(3), Succeeded(4))
            .ShouldBe([new Telling.Plain(), new Telling.Plain(), new Telling.Nothing(), new Telling.Nothing(), new Telling.Recovery(2, TimeSpan.FromMinutes(3))]);

    [Fact]
    public void What_is_taken_away_does_not_work_again() => Told(Failed(0), Succeeded(1) with { Removes = true }, Succeeded(2)).ShouldBe([new Telling.Plain(), new Telling.Plain(), new Telling.Plain()]);

    [Fact]
    public void A_clock_that_was_set_back_keeps_nothing_quiet() => Told(Failed(0), Failed(-600)).ShouldBe([new Telling.Plain(), new Telling.Repetition(1, Start)]);

    [Fact]
    public void In_trouble_no_start_is_told_but_that_somebody_goes_back()
    {
        var (trouble, _) = Trouble.Next(null, Failed(0));

        Trouble.TellsStart(null, DeploymentTrigger.Push).ShouldBeTrue();
        Trouble.TellsStart(trouble, DeploymentTrigger.Push).ShouldBeFalse();
        Trouble.TellsStart(trouble, DeploymentTrigger.Rollback).ShouldBeTrue();
        Trouble.Next(trouble, Cancelled(1) with { Trigger = DeploymentTrigger.Rollback }).Telling.ShouldBe(new Telling.Plain());
    }

    [Fact]
    public void However_things_go_every_failure_is_told_or_counted()
    {
        var step = Gen.Choose(0, 3).SelectMany(kind => Gen.Choose(0, 50).Select(minutes => (Kind: kind, Minutes: minutes)));
        Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var (trouble, at, untold, failures) = ((Trouble?)null, Start, 0, 0);
            foreach (var (kind, minutes) in steps)
            {
                at = at.AddMinutes(minutes);
                var ending = new Ending(kind == 0 ? DeploymentState.Succeeded : DeploymentState.Failed, kind == 0 ? null : new string('x', kind), at, DeploymentTrigger.Push, false);
                var (after, telling) = Trouble.Next(trouble, ending);
                (untold, failures) = (kind == 0 ? 0 : untold + 1, kind == 0 ? failures : failures + 1);
                switch (telling)
                {
                    case Telling.Recovery(var counted, _):
                        counted.ShouldBe(failures);
                        failures = 0;
                        break;
                    case Telling.Repetition(var times, var since):
                        times.ShouldBe(untold);
                        (at - since).ShouldBeGreaterThanOrEqualTo(Trouble.Pause);
                        untold = 0;
                        break;
                    case Telling.Plain:
                        untold = 0;
                        break;
                    default:
                        trouble.ShouldNotBeNull().Error.ShouldBe(ending.Error);
                        (at - trouble.ToldAt).ShouldBeLessThan(Trouble.Pause);
                        break;
                }

                trouble = after;
                (trouble is null).ShouldBe(kind == 0);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, 30, 1, "It failed once more the same way since 14:03.")]
    [InlineData(0, 30, 7, "It failed 7 more times the same way since 14:03.")]
    [InlineData(0, 1440, 7, "It failed 7 more times the same way since 21 Nov 14:03.")]
    public void Repetitions_are_counted_since_people_were_told(int since, int now, int times, string sentence) =>
        NoteText.Of(new Telling.Repetition(times, Start.AddMinutes(since).ToUniversalTime()), Start.AddMinutes(now)).ShouldBe(sentence);

    [Theory]
    [InlineData(1, 5, "It works again, after one failure.")]
    [InlineData(2, 1, "It works again, after 2 failures over 60 s.")]
    [InlineData(8, 45, "It works again, after 8 failures over 45 min.")]
    [InlineData(8, 180, "It works again, after 8 failures over 3 h.")]
    [InlineData(8, 7200, "It works again, after 8 failures over 5 days.")]
    [InlineData(8, -5, "It works again, after 8 failures over 0 s.")]
    public void A_recovery_says_after_what(int failures, int minutes, string sentence) =>
        NoteText.Of(new Telling.Recovery(failures, TimeSpan.FromMinutes(minutes)), Start).ShouldBe(sentence);

    [Fact]
    public void Where_nothing_went_before_nothing_is_said_of_it() => NoteText.Of(new Telling.Plain(), Start).ShouldBeNull();

    private static Ending Failed(int minute, string error = "deploy.sh exited with 3") => new(DeploymentState.Failed, error, Start.AddMinutes(minute), DeploymentTrigger.Push, false);

    private static Ending Succeeded(int minute) => new(DeploymentState.Succeeded, null, Start.AddMinutes(minute), DeploymentTrigger.Push, false);

    private static Ending Cancelled(int minute) => new(DeploymentState.Cancelled, "somebody cancelled it", Start.AddMinutes(minute), DeploymentTrigger.Push, false);

    private static Telling[] Told(params Ending[] endings)
    {
        Trouble? trouble = null;
        var told = new List<Telling>();
        foreach (var ending in endings)
        {
            (trouble, var telling) = Trouble.Next(trouble, ending);
            told.Add(telling);
        }

        return [.. told];
    }
}
