using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Compares each stack of a folder with what was deployed of it last. One that compose cannot read, or a file of its variables, counts as changed, so that its own deployment says what is wrong with it.</summary>
internal sealed class FindChangedStacks : IStep
{
    public string Name => "find changed stacks";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Project.Stacks is not { } folder)
            throw new InvalidOperationException($"{context.Project.Name} has no stacks.");
        if (!Directory.Exists(folder.Root))
            return new StepResult.Failed($"there is no folder {folder.Root}");

        var found = ImmutableArray.CreateBuilder<FoundStack>();
        foreach (var stack in context.FolderStacks())
        {
            var changed = await HasChangedAsync(context.For(stack), context.DeployedContent(stack.Name), cancellationToken);
            if (cancellationToken.IsCancellationRequested)
                return new StepResult.Stopped();
            context.Output.WriteLine($"{stack.Name}: {(changed ? "changed" : "as it was deployed last")}");
            found.Add(new FoundStack(stack.Name, changed));
        }

        foreach (var (name, why) in folder.LeftOut())
            context.Output.WriteLine($"{name}: left out, since {why}");
        foreach (var stack in folder.All().Where(stack => found.All(one => one.Name != stack.Name)))
            context.Output.WriteLine($"{stack.Name}: left out, since another project or stack has this name");
        foreach (var (gone, project) in await GoneStacks.FindAsync(context, folder, cancellationToken))
            context.Output.WriteLine($"{gone}: its folder is gone, and its containers are left as they are; `{context.Engine.Removal(project)}` takes them away");
        context.Stacks = found.ToImmutable();
        return new StepResult.Succeeded();
    }

    private static async Task<bool> HasChangedAsync(StepContext stack, string? deployed, CancellationToken cancellationToken)
    {
        if (deployed is null || !await ReadVariables.TryForAsync(stack, cancellationToken))
            return true;
        var (configuration, _) = await stack.Engine.ConfigurationAsync(stack, null, cancellationToken);
        return configuration is null || await StackContent.HashAsync(stack, configuration, cancellationToken) != deployed;
    }
}
