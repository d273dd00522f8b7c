using System.Text.RegularExpressions;

namespace PiDeployer.Pipelines.Containers;

/// <summary>The containers that podman-compose has made, found by their labels, which are the same as those of Docker's compose.</summary>
internal static partial class PodmanContainers
{
    /// <summary>Those that somebody ran once by hand have no label that says so, but names of their own.</summary>
    public static async Task<(string[] Ids, string? Problem)> IdsAsync(StepContext context, CancellationToken cancellationToken)
    {
        var question = context.Engine.In(["ps", "--all", "--no-trunc", "--filter", $"label=com.docker.compose.project={PodmanFiles.ProjectName(context.Project)}", "--format", "{{.ID}} {{.Names}}"]);
        var (text, problem) = await EngineCommand.AskAsync(context, question, cancellationToken);
        return ([.. EngineCommand.Lines(text).Select(line => line.Split(' ')).Where(words => !OneOff().IsMatch(words[^1])).Select(words => words[0])], problem);
    }

    [GeneratedRegex(@"_tmp[0-9]+\z")]
    private static partial Regex OneOff();
}
