using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>A deployment that is under way until the test ends it; one that is interrupted ends by itself.</summary>
internal sealed class HeldDeployment
{
    private readonly TaskCompletionSource<DeploymentResult?> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActiveDeployment active;
    private readonly EnterState enter;

    public HeldDeployment(ActiveDeployment active, DeploymentResult? handedOver, EnterState enter)
    {
        (this.active, this.enter, HandedOver) = (active, enter, handedOver);
        active.Stop.Register(() =>
        {
            if (active.StoppedAs == DeploymentState.Interrupted)
                result.TrySetResult(Ending(DeploymentState.Interrupted));
        });
    }

    public Task<DeploymentResult?> Result => result.Task;

    /// <summary>What the process before had done; null when it begins here.</summary>
    public DeploymentResult? HandedOver { get; }

    public DeploymentId Id => active.Deployment.Id;

    public ActiveDeployment Active => active;

    /// <summary>Writes down that it has come to another state.</summary>
    public bool Enter(DeploymentState state) => enter(state, new DeploymentResult(state) { StartedAt = active.StartedAt });

    /// <summary>Ends it, and waits until it has left its slot and whoever comes next has it.</summary>
    /// <param name="state">How it ends.</param>
    /// <param name="stacks">What it has found changed.</param>
    public Task EndAsync(DeploymentState state, params Deployment[] stacks)
    {
        result.TrySetResult(Ending(state) with { Stacks = [.. stacks.Select(next => new StackResult(next.Project, next))] });
        return active.Completion.WaitAsync(Eventually.Patience);
    }

    /// <summary>Something goes wrong in it that nobody thought of.</summary>
    public Task BreakAsync(Exception exception)
    {
        result.TrySetException(exception);
        return active.Completion.WaitAsync(Eventually.Patience);
    }

    private DeploymentResult Ending(DeploymentState state) => new(state)
    {
        StartedAt = active.StartedAt,
        Error = state is DeploymentState.Succeeded or DeploymentState.RolledBack ? null : "said the test",
    };
}
