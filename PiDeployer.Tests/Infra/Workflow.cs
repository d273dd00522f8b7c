using System.Text.RegularExpressions;
using PiDeployer.Projects;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// One of the workflows in <c>docs/workflows</c>. Its scripts are run as GitHub's runner runs them: by bash, with the environment of the workflow, the job and the step, in which
/// every <c>${{ … }}</c> is filled in, and with what the steps before have written to <c>$GITHUB_ENV</c> and <c>$GITHUB_OUTPUT</c>. What a step <c>uses</c> is left out.
/// </summary>
internal sealed partial class Workflow(string file)
{
    private readonly YamlValue.Mapping root = YamlTree.Parse(SourceTree.Read($"docs/workflows/{file}")) as YamlValue.Mapping ?? throw new InvalidOperationException($"{file} is no workflow.");

    public static IEnumerable<string> All => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs/workflows")).Select(path => Path.GetFileName(path));

    /// <summary>The scripts of all its steps.</summary>
    public IEnumerable<string> Scripts => Steps.Select(step => Text(step, "run")).OfType<string>();

    private IEnumerable<YamlValue.Mapping> Steps => Jobs.SelectMany(job => job.Value("steps") is YamlValue.Sequence steps ? steps.Items : []).OfType<YamlValue.Mapping>();

    private IEnumerable<YamlValue.Mapping> Jobs => (root.Inner("jobs")?.Entries ?? []).Select(job => job.Value).OfType<YamlValue.Mapping>();

    /// <summary>Runs step after step until one fails, as the runner does.</summary>
    /// <param name="workspace">The folder that they begin in. It is their home too, so that a login of theirs is not the tester's.</param>
    /// <param name="expressions">What <c>${{ … }}</c> stands for, by what is inside.</param>
    public Task<(int Code, string Output)> RunAsync(TempDirectory workspace, IReadOnlyDictionary<string, string> expressions) => Task.Run(() => Run(workspace, new(expressions, StringComparer.Ordinal)));

    private (int Code, string Output) Run(TempDirectory workspace, Dictionary<string, string> expressions)
    {
        var (environment, output) = (workspace.Write(".github-env", ""), "");
        foreach (var job in Jobs)
        {
            foreach (var step in (job.Value("steps") as YamlValue.Sequence)?.Items.OfType<YamlValue.Mapping>() ?? [])
            {
                if (Text(step, "run") is not { } script)
                    continue;
                Text(step, "shell").ShouldBe("bash", "or a failure inside a pipe goes unseen");
                var outputs = workspace.Write(".github-output", "");
                var variables = new[] { root, job, step }.SelectMany(level => level.Inner("env")?.Entries ?? []).Select(entry => $"{entry.Key}={Fill(((YamlValue.Scalar)entry.Value).Text, expressions)}");
                var path = workspace.Write(".github-step.sh", Fill(script, expressions));
                var (code, said) = Shell.TryRun(
                    "env",
                    [
                        "-C", workspace.Path, $"HOME={workspace.Path}", .. File.ReadAllLines(environment), .. variables, $"GITHUB_SHA={expressions["github.sha"]}", $"GITHUB_ENV={environment}", $"GITHUB_OUTPUT={outputs}",
                        "bash", "--noprofile", "--norc", "-eo", "pipefail", path,
                    ]);
                output += $"{said}\n";
                if (code != 0)
                    return (code, output);
                foreach (var line in File.ReadAllLines(outputs))
                    expressions[$"steps.{Text(step, "id")}.outputs.{line.Split('=', 2)[0]}"] = line.Split('=', 2)[1];
            }
        }

        return (0, output);
    }

    private static string Fill(string text, Dictionary<string, string> expressions) => Expression().Replace(text, found => expressions[found.Groups[1].Value]);

    private static string? Text(YamlValue.Mapping mapping, string key) => (mapping.Value(key) as YamlValue.Scalar)?.Text;

    [GeneratedRegex(@"\$\{\{ *(.*?) *\}\}")]
    private static partial Regex Expression();
}
