using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Sees whether this machine's Docker may deploy stacks, before anything is touched.</summary>
internal sealed class FindSwarm : IStep
{
    public string Name => "swarm";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (answer, problem) = await EngineCommand.AskAsync(context, context.Engine.In(["info", "--format", "{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}"]), cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            return new StepResult.Stopped();
        if (problem is not null)
            return new StepResult.Failed("whether this machine is in a swarm cannot be found out") { Complaint = problem };
        if (Obstacle(answer.Trim()) is { } obstacle)
            return new StepResult.Failed(obstacle);
        context.Output.WriteLine("This machine is a manager of its swarm.");
        return new StepResult.Succeeded();
    }

    /// <summary>What is in the way, and how to mend it; null when nothing is.</summary>
    internal static string? Obstacle(string answer) => answer switch
    {
        "active true" => null,
        "active false" => "this machine is only a worker of its swarm, and stacks are deployed by managers: run PiDeployer on a manager, or make one of this machine there: docker node promote NAME",
        "inactive false" or "inactive true" => "this machine's Docker is in no swarm: `docker swarm init` makes it one of its own, and `docker swarm join` brings it into another",
        "locked false" or "locked true" => "this machine's swarm is locked: docker swarm unlock",
        _ => $"this machine's swarm cannot be used: Docker says that it is '{answer}'; `docker info` tells more",
    };
}
