using System.Collections.Immutable;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Has compose replace the containers of one service, with the image that is here by now.</summary>
internal sealed class UpService : IStep
{
    public string Name => "compose_up";

    public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var service = context.Update?.Service.Value ?? throw new InvalidOperationException("This step needs a service.");
        ImmutableArray<string> how = context.Project.Compose.Engine == ContainerEngine.Podman ? ["--force-recreate"] : ["--pull", "never"];
        return Compose.RunAsync(context, ["up", "-d", "--no-build", "--no-deps", .. how, service], context.Limits.Up, cancellationToken);
    }
}
