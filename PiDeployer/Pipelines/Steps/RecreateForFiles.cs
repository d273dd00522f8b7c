using System.Globalization;
using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Replaces the containers that began before the newest of their mounted files was written. Compose sees other settings, but not other files; and since git puts a new file
/// into the place of the old one, a container that was given a single file would see the old one for ever. The engine's own clock is asked rather than a note of ours, so
/// that a restart by hand counts too.
/// </summary>
internal sealed class RecreateForFiles : IStep
{
    public string Name => "recreate";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Configuration is not { } configuration || context.Engine.ReplacesAll)
            return new StepResult.NotNeeded(); // The step before has replaced them all.
        var newest = await MountedFiles.NewestAsync(context, configuration, cancellationToken);
        if (newest.Count == 0)
            return new StepResult.NotNeeded();

        var (containers, problem) = await ProjectContainers.FindAsync(context, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            return new StepResult.Stopped();
        if (problem is not null)
            return new StepResult.Failed($"which containers have to be replaced for their files is not known: {problem}");
        var services = containers.Where(container => IsOlder(container, newest)).Select(container => container.Service).Distinct().ToList();
        return services.Count == 0
            ? new StepResult.NotNeeded()
            : await EngineCommand.RunAsync(context, context.Engine.Compose([.. context.Engine.Up(ImagesForUp.AsTheyAre), "--no-deps", "--force-recreate", .. services]), context.Limits.Up, cancellationToken);
    }

    private static bool IsOlder(Container container, IReadOnlyDictionary<string, long> newest) =>
        newest.TryGetValue(container.Service, out var written)
        && DateTimeOffset.TryParse(container.StartedAt.Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
        && written > start.UtcTicks;
}
