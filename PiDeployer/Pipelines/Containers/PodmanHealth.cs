using System.Globalization;
using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Containers;

/// <summary>Podman has a timer of systemd ask its containers how they are. Where nobody has asked for longer than that would take, we do.</summary>
internal static class PodmanHealth
{
    private const string Template = """{{json .State.StartedAt}} {{if .Config.Healthcheck}}{{json .Config.Healthcheck.Interval}}{{end}}{{if .State.Health}}{{range .State.Health.Log}} {{json .End}}{{end}}{{end}}""";

    /// <summary>So that the timer comes first where there is one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public static async Task AskAsync(StepContext context, IEnumerable<Container> containers, CancellationToken cancellationToken)
    {
        foreach (var starting in containers.Where(container => container is { IsRunning: true, Health: "starting" }))
        {
            var (lines, _) = await EngineCommand.InspectAsync(context, [starting.Id], Template, cancellationToken);
            if (lines is [var line] && IsOverdue(line.Split(' '), context.Clock.GetUtcNow()))
                await context.Commands.RunAsync(context.Engine.In(["healthcheck", "run", starting.Id]), new CapturedOutput(), cancellationToken);
        }
    }

    /// <param name="words">Its start, the time between two questions in nanoseconds, and when each was answered.</param>
    /// <param name="now">By our clock, which is the engine's too.</param>
    private static bool IsOverdue(string[] words, DateTimeOffset now) =>
        words is [_, var interval, ..]
        && long.TryParse(interval, CultureInfo.InvariantCulture, out var nanoseconds)
        && DateTimeOffset.TryParse((words.Length > 2 ? words[^1] : words[0]).Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var last)
        && now - last > TimeSpan.FromMicroseconds(nanoseconds / 1000) + Patience;
}
