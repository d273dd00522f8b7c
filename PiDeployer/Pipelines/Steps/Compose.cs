using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>One call of compose in the project's folder.</summary>
internal sealed class Compose : IStep
{
    private readonly Func<IContainerEngine, ImmutableArray<string>> words;

    private Compose(string name, Func<IContainerEngine, ImmutableArray<string>> words) => (Name, this.words) = (name, words);

    /// <summary>
    /// By the file that failed, which alone names the services that came with it. Where that file is why it failed, nothing of it runs, so that it is no reason to stay.
    /// </summary>
    public static Compose DownIfPossible { get; } = new("docker compose down", _ => ["down"]) { MayFail = true };

    public static Compose Down { get; } = new("docker compose down", _ => ["down"]);

    public static Compose Up { get; } = new("docker compose up", engine => engine.Up(ImagesForUp.AsNeeded));

    public static Compose UpAsItIs { get; } = new("docker compose up", engine => engine.Up(ImagesForUp.AsTheyAre));

    /// <summary>Images whose names are here already would be of what failed.</summary>
    public static Compose UpBuilt { get; } = new("docker compose up", engine => engine.Up(ImagesForUp.Built));

    /// <summary>What is new takes the place of what runs, service by service; what the file names no more goes.</summary>
    public static Compose UpInPlace { get; } = new("up", engine => [.. engine.Up(ImagesForUp.AsNeeded), "--remove-orphans"]) { Limit = limits => limits.Up };

    public static Compose UpInPlaceAsItIs { get; } = new("up", engine => [.. engine.Up(ImagesForUp.AsTheyAre), "--remove-orphans"]) { Limit = limits => limits.Up };

    public string Name { get; }

    private bool MayFail { get; init; }

    /// <summary>Null where only the whole deployment has one.</summary>
    private Func<StepLimits, StepLimit>? Limit { get; init; }

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var result = await EngineCommand.RunAsync(context, context.Engine.Compose(words(context.Engine)), Limit?.Invoke(context.Limits), cancellationToken);
        return MayFail && result is StepResult.Failed ? new StepResult.Succeeded() : result;
    }
}
