using PiDeployer.Pipelines.Docker;

namespace PiDeployer.Pipelines.Steps;

/// <summary>One call of <c>docker compose</c> in the project's folder.</summary>
internal sealed class Compose : IStep
{
    private readonly string[] arguments;

    private Compose(params string[] arguments) => this.arguments = arguments;

    /// <summary>
    /// By the file that failed, which alone names the services that came with it. Where that file is why it failed, nothing of it runs, so that it is no reason to stay.
    /// </summary>
    public static Compose DownIfPossible { get; } = new("down") { MayFail = true };

    public static Compose Down { get; } = new("down");

    public static Compose Up { get; } = new("up", "-d");

    /// <summary>With the images as they are here and now: neither built anew nor fetched.</summary>
    public static Compose UpAsItIs { get; } = new("up", "-d", "--no-build", "--pull", "never");

    /// <summary>With images built anew where the compose file says how; whose names are here already would be of what failed.</summary>
    public static Compose UpBuilt { get; } = new("up", "-d", "--build");

    private bool MayFail { get; init; }

    public string Name => $"docker compose {arguments[0]}";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var result = await context.RunAsync(DockerCommand.In(context, ["compose", .. arguments]), cancellationToken);
        if (MayFail && result is StepResult.Failed)
            return new StepResult.Succeeded();
        return result is StepResult.Failed { ExitCode: not null } failed ? failed with { Reason = failed.Reason + Complaint(context.Output.Tail) } : result;
    }

    /// <summary>Compose's last line; before its own words stands only the command.</summary>
    private static string Complaint(string output) => output.Split('\n') is [_, .., var last] ? $": {last.Trim()}" : "";
}
