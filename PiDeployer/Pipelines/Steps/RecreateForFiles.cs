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
    private const string Template = """{{index .Config.Labels "com.docker.compose.service"}} {{json .State.StartedAt}} {{index .Config.Labels "com.docker.compose.oneoff"}}""";

    public string Name => "recreate";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Configuration is not { } configuration || context.Engine.ReplacesAll)
            return new StepResult.NotNeeded(); // The step before has replaced them all.
        var newest = await MountedFiles.NewestAsync(context, configuration, cancellationToken);
        if (newest.Count == 0)
            return new StepResult.NotNeeded();

        var (ids, problem) = await context.Engine.IdsAsync(context, cancellationToken);
        var lines = Array.Empty<string>();
        if (ids.Length > 0)
            (lines, problem) = await EngineCommand.InspectAsync(context, ids, Template, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            return new StepResult.Stopped();
        if (problem is not null)
            return new StepResult.Failed($"which containers have to be replaced for their files is not known: {problem}");
        var services = lines.Select(line => line.Split(' ')).Where(words => IsOlder(words, newest)).Select(words => words[0]).Distinct().ToList();
        return services.Count == 0
            ? new StepResult.NotNeeded()
            : await EngineCommand.RunAsync(context, context.Engine.Compose([.. context.Engine.Up(ImagesForUp.AsTheyAre), "--no-deps", "--force-recreate", .. services]), context.Limits.Up, cancellationToken);
    }

    private static bool IsOlder(string[] words, IReadOnlyDictionary<string, long> newest) =>
        words is [var service, var began, not "True", ..]
        && newest.TryGetValue(service, out var written)
        && DateTimeOffset.TryParse(began.Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
        && written > start.UtcTicks;
}
