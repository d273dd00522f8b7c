using System.Collections.Immutable;
using PiDeployer.Pipelines.Git;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Gives the steps that follow the project's variables: at the beginning, and again when the checkout has other files. A file that cannot be read ends the deployment
/// before anything is touched. It is none that anybody need read of when it goes well.
/// </summary>
internal sealed class ReadVariables : IStep
{
    private const string CommitVariable = $"{VariableSources.OurPrefix}COMMIT_SHA";

    /// <summary>Whether files in the checkout may be missing or spoiled.</summary>
    private readonly bool excusesCheckout;

    private ReadVariables(bool excusesCheckout) => this.excusesCheckout = excusesCheckout;

    public string Name => "environment";

    public bool FailsWithoutTrace => true;

    /// <summary>Before the files change: those in the checkout may be there, or be mended, only afterwards.</summary>
    private static ReadVariables BeforeChange { get; } = new(excusesCheckout: true);

    private static ReadVariables AfterPull { get; } = new(excusesCheckout: false);

    /// <summary>On the way back: the commit of then may have worked without what its files lack, and whatever is down shall come up.</summary>
    private static ReadVariables AfterRestore { get; } = new(excusesCheckout: true);

    /// <summary>Puts itself where it belongs among the steps of a deployment, or of a rollback.</summary>
    public static ImmutableArray<IStep> Among(ImmutableArray<IStep> steps) =>
    [
        steps.Any(step => step is GitPull or RestoreCommit) ? BeforeChange : AfterPull,
        .. steps.SelectMany(step => step switch
        {
            GitPull => [step, AfterPull],
            RestoreCommit => [step, AfterRestore],
            _ => new[] { step },
        }),
    ];

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (Read(context) is { } problem)
            return new StepResult.Failed(problem);
        context.BuiltCommit = RunsContainers(context.Project) ? await CommitAsync(context, cancellationToken) : null;
        if (context.BuiltCommit is { } commit)
            context.Project = context.Project with { Variables = context.Project.Variables.SetItem(CommitVariable, commit.Value) };
        return cancellationToken.IsCancellationRequested ? new StepResult.Stopped() : new StepResult.NotNeeded();
    }

    /// <summary>The same for a part of the work that is another project's, as far as its files can be read.</summary>
    /// <returns>Whether all of them could.</returns>
    public static async Task<bool> TryForAsync(StepContext other, CancellationToken cancellationToken) => await AfterPull.RunAsync(other, cancellationToken) is StepResult.NotNeeded;

    /// <summary>Null when all is well.</summary>
    private string? Read(StepContext context)
    {
        var project = context.Project;
        if (project.VariableSources.IsEmpty)
            return null;
        var top = WorkTree.Of(project.Path);
        bool IsInCheckout(string path) => WorkTree.Real(path).StartsWith($"{top}/", StringComparison.Ordinal);
        var (values, secrets, problems) = ProjectVariables.Read(project, path => excusesCheckout && IsInCheckout(path));
        context.Output.Hide(secrets);
        var before = project.Variables.Keys.Where(name => !name.StartsWith(VariableSources.OurPrefix, StringComparison.Ordinal));
        context.Project = project with { Variables = values.SetItems(project.Variables.RemoveRange(before)) };
        return problems.IsEmpty ? null : string.Join("; ", problems);
    }

    private static bool RunsContainers(Project project) => project.Script is null && project.Mode is DeployMode.DockerCompose or DeployMode.ComposeUpdate or DeployMode.BlueGreen or DeployMode.Swarm;

    /// <summary>Whose files they are, also where they are not ours to pull; null where git does not say.</summary>
    private static async Task<CommitId?> CommitAsync(StepContext context, CancellationToken cancellationToken) =>
        Path.Exists(Path.Combine(WorkTree.Of(context.Project.Path), ".git")) ? await Checkout.HeadAsync(context, cancellationToken) : null;
}
