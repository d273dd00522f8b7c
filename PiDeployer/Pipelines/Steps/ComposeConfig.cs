using PiDeployer.Pipelines.Containers;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Has compose read all of the project's files before anything is touched, and notes what they say.</summary>
internal sealed class ComposeConfig : IStep
{
    public string Name => "config";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (configuration, result) = await context.Engine.ConfigurationAsync(context, context.Output, cancellationToken);
        if (configuration is null)
            return result is StepResult.Failed { ExitCode: not null } failed ? failed with { Complaint = EngineCommand.Complaint(context.Output.Tail) } : result;
        context.Configuration = configuration;
        if (context.Project.Color is { } side && !configuration.OwnVolumes.IsEmpty)
            context.Output.WriteLine($"Mind that {string.Join(", ", configuration.OwnVolumes)} is {side.ToName()}'s own, and the other side has another: what both need, such as a database, belongs into a project of its own, or into an `external` volume.");
        context.Content = await StackContent.HashAsync(context, configuration, cancellationToken);
        if (context.Content is null && !cancellationToken.IsCancellationRequested)
            context.Output.WriteLine("Git does not say what is committed here, so whether anything has changed since will not be known.");
        return result;
    }
}
