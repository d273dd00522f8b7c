using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Steps;

/// <summary>One call of compose in the project's folder.</summary>
internal sealed class Compose : IStep
{
    /// <summary>podman-compose keeps what runs, whatever its image or its file say by now, and waits for every container that does not listen to SIGTERM.</summary>
    private static readonly ImmutableArray<string> PodmanUp = ["up", "-d", "--no-build", "--force-recreate"];

    private readonly ImmutableArray<string> arguments;

    private Compose(params ImmutableArray<string> arguments)
    {
        this.arguments = arguments;
        Name = $"docker compose {arguments[0]}";
    }

    /// <summary>
    /// By the file that failed, which alone names the services that came with it. Where that file is why it failed, nothing of it runs, so that it is no reason to stay.
    /// </summary>
    public static Compose DownIfPossible { get; } = new("down") { MayFail = true };

    public static Compose Down { get; } = new("down");

    public static Compose Up { get; } = new("up", "-d") { ForPodman = PodmanUp };

    /// <summary>With the images as they are here and now: neither built anew nor fetched.</summary>
    public static Compose UpAsItIs { get; } = new("up", "-d", "--no-build", "--pull", "never") { ForPodman = PodmanUp };

    /// <summary>With images built anew where the compose file says how; whose names are here already would be of what failed.</summary>
    public static Compose UpBuilt { get; } = new("up", "-d", "--build") { ForPodman = ["up", "-d", "--build", "--force-recreate"] };

    /// <summary>What is new takes the place of what runs, service by service; what the file names no more goes.</summary>
    public static Compose UpInPlace { get; } = new("up", "-d", "--remove-orphans") { Name = "up", Limit = limits => limits.Up, ForPodman = [.. PodmanUp, "--remove-orphans"] };

    /// <summary>The same for the images as they are here and now.</summary>
    public static Compose UpInPlaceAsItIs { get; } =
        new("up", "-d", "--remove-orphans", "--no-build", "--pull", "never") { Name = "up", Limit = limits => limits.Up, ForPodman = [.. PodmanUp, "--remove-orphans"] };

    public string Name { get; private init; }

    private bool MayFail { get; init; }

    /// <summary>Null where only the whole deployment has one.</summary>
    private Func<StepLimits, StepLimit>? Limit { get; init; }

    /// <summary>Null where podman-compose takes the same words.</summary>
    private ImmutableArray<string>? ForPodman { get; init; }

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var words = context.Project.Compose.Engine == ContainerEngine.Podman ? ForPodman ?? arguments : arguments;
        var result = await EngineCommand.RunAsync(context, EngineCommand.Compose(context.Project, words), Limit?.Invoke(context.Limits), cancellationToken);
        return MayFail && result is StepResult.Failed ? new StepResult.Succeeded() : result;
    }
}
