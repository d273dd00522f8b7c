using System.Collections.Immutable;
using System.Globalization;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>The project's own script, in its folder, told by its environment what is being deployed.</summary>
internal sealed class RunScript : IStep
{
    private const int LongestValue = 500;

    public string Name => "script";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Project.Script is not { } script)
            throw new InvalidOperationException($"{context.Project.Name} has no script.");
        var result = await context.RunAsync(new Command(script, [], context.Project.Path) { Environment = context.Project.Variables.SetItems(Variables(context)) }, cancellationToken);
        return result is StepResult.Failed { ExitCode: null } failed && IsInCheckout(script, context.Project)
            ? failed with { Reason = $"{failed.Reason}. Where git tracks the script, mend it there and push, or the next pull will refuse: `git update-index --chmod=+x` sets its run bit" }
            : result;
    }

    private static bool IsInCheckout(string script, Project project) => File.Exists(script) && script.StartsWith($"{project.Path}/", StringComparison.Ordinal);

    private static ImmutableDictionary<string, string> Variables(StepContext context)
    {
        var project = context.Project;
        (string Name, string? Value)[] variables =
        [
            ("PROJECT_NAME", project.Name.Value),
            ("REPO_DIR", project.Path),
            ("DEPLOY_MODE", project.Mode.ToName()),
            ("BRANCH", context.Target?.ShortName),
            ("COMMIT_SHA", context.Commit?.Id.Value),
            ("COMMIT_AUTHOR", Printable(context.Commit?.Author)),
            ("COMMIT_MESSAGE", Printable(context.Commit?.Message)),
            ("PREVIOUS_SHA", context.Before.Commit?.Value),
        ];
        var all = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (name, value) in variables)
            all[$"DEPLOYER_{name}"] = value ?? "";
        return all.ToImmutable();
    }

    /// <summary>Commits are written by strangers: nothing that steers a terminal or turns text around, and no more of it than anybody needs.</summary>
    private static string Printable(string? text)
    {
        var kept = Characters.Kept(text ?? "", c => char.GetUnicodeCategory(c)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
        var length = Math.Min(kept.Length, LongestValue);
        return kept[..(length > 0 && length < kept.Length && char.IsHighSurrogate(kept[length - 1]) ? length - 1 : length)];
    }
}
