using PiDeployer.Pipelines.Containers;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Makes the images that the project's files say how to make, while what runs goes on. Compose itself would make only those that are missing, and never see that their files are
/// others. Where the project says <c>build: true</c>, they are named after their commit, and there must be some.
/// </summary>
internal sealed class ComposeBuild : IStep
{
    public string Name => "build";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Project.Compose.Builds == false)
            return new StepResult.NotNeeded();
        if (context.Configuration is null)
        {
            (context.Configuration, var read) = await context.Engine.ConfigurationAsync(context, context.Output, cancellationToken);
            if (context.Configuration is null) // What comes next might stop what runs, and start it again as it was.
                return read is StepResult.Failed { ExitCode: not null } failed ? failed with { Complaint = EngineCommand.Complaint(context.Output.Tail) } : read;
        }

        var configuration = context.Configuration;
        var wished = context.Project.Compose.Builds == true;
        if (!configuration.Builds)
            return wished ? new StepResult.Failed($"{context.Project.Name} has `build: true`, but no service in its compose files has a `build:` section") : new StepResult.NotNeeded();
        return wished ? await BuildAndTagAsync(context, cancellationToken) : await BuildAsync(context, cancellationToken);
    }

    private static async Task<StepResult> BuildAndTagAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Built is not { } built || context.BuiltCommit is not { } commit)
        {
            context.Output.WriteLine($"{context.Project.Path} has no commit that the images could be named after, so they are only built.");
            return await BuildAsync(context, cancellationToken);
        }

        try
        {
            var tags = await CommitTags.PrepareAsync(context, built, commit, cancellationToken);
            var result = await BuildAsync(context, cancellationToken);
            if (result is StepResult.Succeeded)
                return await tags.ApplyAsync(cancellationToken);
            await tags.NoteAsync(cancellationToken);
            return result;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return new StepResult.Failed($"which images were built here could not be read or written down, and so none is named: {e.Message}");
        }
    }

    private static Task<StepResult> BuildAsync(StepContext context, CancellationToken cancellationToken) =>
        EngineCommand.RunAsync(context, context.Engine.Compose(["build"]), null, cancellationToken);
}
