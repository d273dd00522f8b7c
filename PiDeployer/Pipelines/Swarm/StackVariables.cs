using System.Collections.Immutable;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Swarm;

/// <summary>
/// The variables of a stack's compose files. Compose reads <c>.env</c> for them, which <c>docker stack deploy</c> does not, so it gets them as its environment. What is
/// there already wins, as with compose; what is called a secret is hidden from here on; and what steers Docker itself is nothing that a file may say.
/// </summary>
internal static class StackVariables
{
    private const string FileName = ".env";
    private const string OfDocker = "DOCKER_";

    /// <param name="context">Of the step.</param>
    /// <param name="composeFile">The first one, absolute; the file is beside it.</param>
    public static ImmutableDictionary<string, string> Read(StepContext context, string composeFile)
    {
        var path = Path.Combine(Path.GetDirectoryName(composeFile) ?? "/", FileName);
        var given = context.Commands.Environment.SetItems(context.Project.Variables);
        try
        {
            if (SmallFile.ReadText(path, ComposeFiles.MaxBytes) is not { } text)
                return ImmutableDictionary<string, string>.Empty;
            var (values, problems) = EnvFile.Parse(text, given, expandsSingleQuoted: false);
            context.Output.Hide(ProjectVariables.SecretsIn(values));
            foreach (var problem in problems)
                context.Output.WriteLine($"{problem}, in {path}; the line is left out.");
            return values.RemoveRange(values.Keys.Where(name => given.ContainsKey(name) || name.StartsWith(OfDocker, StringComparison.Ordinal)));
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            context.Output.WriteLine($"{path} cannot be read, so nothing in it counts: {e.Message}");
            return ImmutableDictionary<string, string>.Empty;
        }
    }
}
