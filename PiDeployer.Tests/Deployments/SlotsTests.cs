using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments;

public sealed class SlotsTests
{
    private const int Projects = 5;
    private const int Folders = 4;

    private static readonly ProjectName[] Names = [.. Enumerable.Range(0, Projects).Select(i => Some.Name($"p{i}"))];

    private enum Action
    {
        Push,
        PushAgain, // Pushes are as frequent as all that empties the line.
        Start,
        End,
        Withdraw,
        MoveFolder,
    }

    private sealed record Step(Action Action, int Number);

    [Fact(Timeout = 180_000)]
    public Task Whatever_happens_in_whichever_order_the_rules_are_kept() => Task.Run(() =>
        Sequences.ShouldAllKeep(1500, longest: 60, number => new Step((Action)(number % 6), number / 6), Keep));

    [Fact]
    public void The_newest_takes_the_place_of_the_one_before_it()
    {
        var slots = new Slots();
        var (older, other, newer) = (Of(0), Of(1), Of(0));

        slots.Enqueue(older).ShouldBeEmpty();
        slots.Enqueue(other).ShouldBeEmpty();
        slots.Enqueue(newer).ShouldBe([older]);

        slots.Waiting.ShouldBe([newer, other]);
    }

    [Fact]
    public void Who_waits_for_a_folder_keeps_nobody_else_waiting()
    {
        var slots = new Slots();
        slots.Enqueue(Of(0));
        slots.StartNext(3, _ => "shared");
        var (blocked, free) = (Of(1), Of(2));
        slots.Enqueue(blocked);
        slots.Enqueue(free);

        slots.StartNext(3, name => name == Names[2] ? "own" : "shared").ShouldBe(free);
        slots.StartNext(3, name => name == Names[2] ? "own" : "shared").ShouldBeNull();
        slots.Waiting.ShouldBe([blocked]);
    }

    [Fact]
    public void Whoever_leaves_the_line_does_not_take_the_slot_of_the_one_that_runs()
    {
        var slots = new Slots();
        var (running, waiting) = (Of(0), Of(0));
        slots.Enqueue(running);
        slots.StartNext(1, name => name.Value);
        slots.Enqueue(waiting);

        slots.Leave(waiting);

        slots.Running.ShouldBe([running]);
        slots.IsTaken(Names[0]).ShouldBeTrue();
        slots.Leave(running);
        slots.IsTaken(Names[0]).ShouldBeFalse();
    }

    [Fact]
    public void One_of_each_service_waits_besides_one_of_all()
    {
        var slots = new Slots();
        var (all, web, db) = (Of(0), Of(0) with { Update = Some.Update(1) }, Of(0) with { Update = Some.Update(2) });
        foreach (var first in new[] { all, web, db })
            slots.Enqueue(first).ShouldBeEmpty();

        var newer = Of(0) with { Update = Some.Update(1) };
        slots.Enqueue(newer).ShouldBe([web]);

        slots.Waiting.ShouldBe([all, newer, db]);
        slots.StartNext(3, name => name.Value).ShouldBe(all);
        slots.StartNext(3, name => name.Value).ShouldBeNull("they are of one project, and take turns");
    }

    [Fact]
    public void What_starts_a_stack_is_not_replaced_by_what_only_updates_it()
    {
        var slots = new Slots();
        var (starting, updating) = (Of(0) with { MayStart = true }, Of(0));
        slots.Enqueue(starting);

        slots.Enqueue(updating).ShouldBeEmpty();
        slots.Waiting.ShouldBe([starting, updating]);
        slots.Enqueue(Of(0) with { MayStart = true }).ShouldBe([starting, updating]);
    }

    [Fact]
    public void An_image_that_was_asked_for_is_not_replaced_by_whichever_there_is()
    {
        var slots = new Slots();
        var (named, whichever) = (Of(0) with { Update = Some.Update(3) }, Of(0) with { Update = Some.Update(1) });
        slots.Enqueue(named);

        slots.Enqueue(whichever).ShouldBeEmpty();
        slots.Waiting.ShouldBe([named, whichever]);
        slots.Enqueue(Of(0) with { Update = Some.Update(7) }).ShouldBe([named, whichever]);
    }

    private static Deployment Of(int project) => Some.Deployment(project: Names[project].Value);

    private static void Keep(Step[] steps)
    {
        var slots = new Slots();
        var model = new SlotsModel();
        var folders = Names.Select((_, i) => $"f{i % Folders}").ToArray();
        string FolderOf(ProjectName name) => folders[Array.IndexOf(Names, name)];
        foreach (var (action, number) in steps)
        {
            switch (action)
            {
                case Action.Push or Action.PushAgain:
                    var pushed = Of(number % Projects) with { Update = Some.Update(number / Projects), MayStart = number / Projects / 3 % 3 == 0 };
                    slots.Enqueue(pushed).ShouldBe(model.Enqueue(pushed));
                    break;
                case Action.Start:
                    slots.StartNext(1 + (number % 3), FolderOf).ShouldBe(model.Start(1 + (number % 3), FolderOf));
                    break;
                case Action.End when model.Running.Count > 0:
                    Leave(slots, model, model.Running[number % model.Running.Count].Deployment);
                    break;
                case Action.Withdraw when model.Waiting.Count > 0:
                    Leave(slots, model, model.Waiting[number % model.Waiting.Count]);
                    break;
                case Action.MoveFolder: // A reload can do that to a project that runs.
                    folders[number % Projects] = $"f{number / Projects % Folders}";
                    break;
            }

            slots.Waiting.ShouldBe(model.Waiting);
            slots.Running.ShouldBe(model.Running.Select(slot => slot.Deployment), ignoreOrder: true);
            foreach (var name in Names)
                slots.IsTaken(name).ShouldBe(model.IsTaken(name));
            model.ShouldBeLawful();
        }
    }

    private static void Leave(Slots slots, SlotsModel model, Deployment deployment)
    {
        slots.Leave(deployment);
        model.Leave(deployment);
    }
}
