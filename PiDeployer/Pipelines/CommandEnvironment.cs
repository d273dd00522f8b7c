using System.Collections.Immutable;
using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>The environment that a deployment's commands begin with: ours without its secrets, and nothing in it that would wait for a person.</summary>
internal static class CommandEnvironment
{
    private const string MarkName = "DEPLOYER_DEPLOY_ID";

    /// <remarks>
    /// GIT_SSH_COMMAND is not set, although it could forbid ssh to ask: it would hide a <c>core.sshCommand</c> with the deploy key in it. A command has a session
    /// of its own, without a terminal, so ssh finds nobody to ask anyway.
    /// </remarks>
    public static ImmutableDictionary<string, string> Build(IReadOnlyDictionary<string, string> ours, IReadOnlySet<string> notForChildren, Redaction redaction) =>
        ImmutableDictionary<string, string>.Empty
            .Add("GIT_TERMINAL_PROMPT", "0")
            .Add("SSH_ASKPASS_REQUIRE", "never")
            .SetItems(redaction.Strip(ours, notForChildren));

    /// <summary>The same for one deployment.</summary>
    public static ImmutableDictionary<string, string> Build(
        DeploymentId id, IReadOnlyDictionary<string, string> ours, IReadOnlySet<string> notForChildren, Redaction redaction) =>
        Build(ours, notForChildren, redaction).SetItem(MarkName, id.Value);

    /// <summary>The variable by which <see cref="Leftovers"/> knows what belongs to a deployment.</summary>
    public static string Mark(DeploymentId id) => $"{MarkName}={id}";
}
