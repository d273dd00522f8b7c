using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Steps;

/// <summary>One call of <c>docker compose</c> in the project's folder.</summary>
internal sealed class Compose : IStep
{
    private readonly string[] arguments;

    private Compose(params string[] arguments) => this.arguments = arguments;

    public static Compose Down { get; } = new("down");

    public static Compose Up { get; } = new("up", "-d");

    public string Name => $"docker compose {arguments[0]}";

    public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) =>
        context.RunAsync(new Command("docker", ["compose", .. arguments], context.Project.Path), cancellationToken);
}
