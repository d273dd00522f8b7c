using PiDeployer.Pipelines.Containers;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Has compose read all of the project's files before anything is touched, and notes what they say.</summary>
internal sealed class ComposeConfig : IStep
{
    public string Name => "config";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Project.Compose.Engine == ContainerEngine.Docker)
            context.Output.WriteLine($"$ {EngineCommand.Compose(context.Project, ["config"])}"); // podman-compose of old has no such command.
        using var limit = new CancellationTokenSource(context.Limits.Config.Time, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var (configuration, result) = await ComposeConfiguration.ReadAsync(context, context.Output, either.Token);
        if (configuration is null)
            return result is StepResult.Stopped && !cancellationToken.IsCancellationRequested ? context.Limits.Config.Passed("docker compose config") : Explained(result, context.Output.Tail);
        context.Configuration = configuration;
        context.Content = await StackContent.HashAsync(context, configuration, cancellationToken);
        return result;
    }

    private static StepResult Explained(StepResult result, string output) =>
        result is StepResult.Failed { ExitCode: not null } failed ? failed with { Reason = failed.Reason + Compose.Complaint(output) } : result;
}
