using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments;

/// <summary>Random things happen to a coordinator over a real folder, in a random order, and after each of them it has to stand where the plain model stands.</summary>
public sealed class CoordinatorPropertyTests
{
    private const int Projects = 4;

    private enum Action
    {
        Push,
        PushDelivery,
        PushOrRefuse,
        Succeed,
        Fail,
        FindStacks,
        Cancel,
        RollBack,
        Reload,
        Kill,
        Stop,
        HandOver,
    }

    /// <summary>The beginning has the frequent ones twice.</summary>
    private static readonly Action[] Likely = [Action.Push, Action.PushDelivery, Action.Push, Action.PushDelivery, Action.Succeed, Action.Fail, .. Enum.GetValues<Action>()];

    private sealed record Step(Action Action, int Number);

    [Fact(Timeout = 360_000)]
    public Task Whatever_happens_nothing_is_lost_or_run_twice_or_beside_another() => Task.Run(() =>
        Sequences.ShouldAllKeepAsync(150, longest: 40, number => new Step(Likely[number % Likely.Length], number / Likely.Length), KeepAsync));

    /// <summary>Two of them may share a folder, two are run again when they were interrupted, and any may be missing.</summary>
    private static string Yaml(int number)
    {
        var projects = Enumerable.Range(0, Projects).Where(i => number == 0 || (number >> i) % 4 > 0).Select(i =>
            $"  - {{ name: p{i}, repo: ann/p{i}, path: /nowhere/{(i == 1 ? number % 3 : i)}, deploy_mode: pull-only, resume: {(i % 2 == 0 ? "true" : "false")} }}");
        return $"max_parallel: {1 + ((number + 1) % 3)}\nprojects:\n{string.Join('\n', projects.DefaultIfEmpty("  []"))}\n";
    }

    private static async Task KeepAsync(Step[] steps)
    {
        using var rig = new CoordinatorRig(Yaml(0));
        var model = new CoordinatorModel(rig);
        await rig.RecoverAsync();
        foreach (var step in steps)
        {
            await TakeAsync(rig, model, step.Action, step.Number);
            await CompareAsync(rig, model);
        }
    }

    private static async Task TakeAsync(CoordinatorRig rig, CoordinatorModel model, Action action, int number)
    {
        var running = model.Slots.Running.Select(slot => slot.Deployment).ElementAtOrDefault(number % Math.Max(1, model.Slots.Running.Count));
        switch (action)
        {
            case Action.Push or Action.PushDelivery or Action.PushOrRefuse:
                await PushAsync(rig, model, Some.Name($"p{number % Projects}"), action == Action.PushDelivery ? $"d{number / Projects % 4}" : null, action != Action.PushOrRefuse, Some.Update(number / Projects / 4));
                break;
            case Action.Succeed or Action.Fail when running is not null:
                var state = model.Cancelling.Contains(running.Id) ? DeploymentState.Cancelled : action == Action.Fail ? DeploymentState.Failed : DeploymentState.Succeeded;
                await (await rig.HeldAsync(running.Id)).EndAsync(state);
                model.End(running, state);
                break;
            case Action.FindStacks when running is not null && !model.Cancelling.Contains(running.Id):
                Deployment[] stacks = [.. Enumerable.Range(0, Projects).Where(i => (number >> i) % 2 == 0).Select(i => rig.Wish($"p{i}") with { Trigger = DeploymentTrigger.Stacks, MayStart = true, Parent = running.Id })];
                await (await rig.HeldAsync(running.Id)).EndAsync(DeploymentState.Succeeded, stacks);
                model.End(running, DeploymentState.Succeeded, stacks);
                break;
            case Action.Cancel:
                await CancelAsync(rig, model, number);
                break;
            case Action.RollBack when running is not null && !model.HandedOver.Contains(running.Id) && !model.Cancelling.Contains(running.Id) && model.RollingBack.Add(running.Id):
                (await rig.HeldAsync(running.Id)).Enter(DeploymentState.RollingBack).ShouldBeTrue();
                break;
            case Action.Reload:
                rig.Reload(Yaml(number));
                break;
            case Action.Kill:
                await rig.KillAndRestartAsync();
                model.Restart(null);
                break;
            case Action.Stop:
                await StopAsync(rig, model);
                await rig.KillAndRestartAsync();
                model.Restart(null);
                break;
            case Action.HandOver when running is not null:
                (await rig.HeldAsync(running.Id)).Enter(DeploymentState.Restarting).ShouldBeTrue();
                await rig.KillAndRestartAsync();
                model.Restart(running.Id);
                break;
        }
    }

    private static async Task PushAsync(CoordinatorRig rig, CoordinatorModel model, ProjectName project, string? delivery, bool queues, ServiceUpdate? update)
    {
        var wish = rig.Wish(project.Value, delivery) with { Update = update };
        var first = model.First(wish);
        Acceptance expected = first is not null ? new Acceptance.Duplicate(first.Id)
            : !queues && model.Slots.IsTaken(project) ? new Acceptance.Busy()
            : new Acceptance.Accepted(wish);

        (await rig.Coordinator.AcceptAsync(wish, queues, CancellationToken.None)).ShouldBe(expected);

        if (expected is Acceptance.Accepted)
            model.Accept(wish);
    }

    private static async Task CancelAsync(CoordinatorRig rig, CoordinatorModel model, int number)
    {
        var all = model.Slots.Waiting.Concat(model.Slots.Running.Select(slot => slot.Deployment)).Concat(model.Ended.Select(ended => ended.Deployment)).ToList();
        if (all.ElementAtOrDefault(number % Math.Max(1, all.Count)) is not { } one)
            return;
        DeploymentState? expected = model.Slots.Waiting.Contains(one) ? DeploymentState.Waiting
            : !model.Slots.Running.Exists(slot => slot.Deployment == one) ? null
            : DeploymentState.Running;

        (await rig.Coordinator.CancelAsync(one.Id, CancellationToken.None)).ShouldBe(expected);

        if (expected == DeploymentState.Waiting)
            model.Withdraw(one);
        else if (expected is not null)
            model.Cancelling.Add(one.Id);
    }

    /// <summary>Those that somebody cancelled end at last; the others are interrupted.</summary>
    private static async Task StopAsync(CoordinatorRig rig, CoordinatorModel model)
    {
        var stopping = rig.Coordinator.StopAsync(TimeSpan.Zero, CancellationToken.None);
        foreach (var id in model.Cancelling.Where(id => model.Slots.Running.Exists(slot => slot.Deployment.Id == id)))
            await (await rig.HeldAsync(id)).EndAsync(DeploymentState.Cancelled);
        await stopping;
        model.Stop();
    }

    private static async Task CompareAsync(CoordinatorRig rig, CoordinatorModel model)
    {
        foreach (var (deployment, _) in model.Slots.Running)
            (await rig.HeldAsync(deployment.Id)).Active.Project.Path.ShouldStartWith("/nowhere");
        model.Slots.ShouldBeLawful();
        rig.Coordinator.InFlight().Select(entry => $"{entry.Id} {entry.State}").ShouldBe(
            [
                .. model.Slots.Running.Select(slot => $"{slot.Deployment.Id} {model.StateOf(slot.Deployment.Id).ToName()}"),
                .. model.Slots.Waiting.Select(waiting => $"{waiting.Id} waiting"),
            ],
            ignoreOrder: true);
        for (var i = 0; i < Projects; i++)
        {
            var project = Some.Name($"p{i}");
            rig.History.Of(project).Reverse().Select(entry => $"{entry.Id} {entry.State}").ShouldBe(
                model.Ended.Where(ended => ended.Deployment.Project == project).Select(ended => $"{ended.Deployment.Id} {ended.State.ToName()}"));
        }

        model.NeverBegan.Where(rig.HasBegun).ShouldBeEmpty();
    }
}
