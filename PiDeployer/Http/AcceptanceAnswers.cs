using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>What callers hear of the coordinator's decisions.</summary>
internal static class AcceptanceAnswers
{
    public static IResult Of(ProjectName project, Acceptance acceptance) => acceptance switch
    {
        Acceptance.Accepted(var deployment) => Answers.Deploy(StatusCodes.Status202Accepted, new DeployAnswer("accepted", project.Value, deployment.Id.Value)),
        Acceptance.Duplicate(var first) => Answers.Deploy(StatusCodes.Status200OK, Duplicate(project, first)),
        Acceptance.Busy => Answers.Error(StatusCodes.Status409Conflict, new ErrorAnswer("Deploy already in progress", project.Value)),
        Acceptance.NotRecorded(var reason) => Answers.Error(
            StatusCodes.Status503ServiceUnavailable, new ErrorAnswer($"Not accepted, because it could not be written down: {reason}", project.Value)),
        Acceptance.Stopping => Answers.Error(StatusCodes.Status503ServiceUnavailable, "pi-deployer is stopping; send this again when it is back."),
        Acceptance.Skipped(var reason) => Answers.Skipped(reason),
        Acceptance.Refused(var reason) => Answers.Error(StatusCodes.Status409Conflict, new ErrorAnswer(reason, project.Value)),
        _ => throw new ArgumentOutOfRangeException(nameof(acceptance), acceptance, null),
    };

    /// <summary>Several projects may follow the same push; when one of them is deployed, the push was accepted, and each project has its own answer in it.</summary>
    /// <param name="decisions">At least one.</param>
    public static IResult Of(ImmutableArray<PushDecision> decisions)
    {
        var first = decisions.FirstOrDefault(decision => decision.Acceptance is Acceptance.Accepted)
            ?? decisions.FirstOrDefault(decision => decision.Acceptance is not (Acceptance.Skipped or Acceptance.Refused))
            ?? decisions[0];
        if (decisions.Length == 1 || first.Acceptance is not Acceptance.Accepted(var deployment))
            return Of(first.Project, first.Acceptance);
        return Answers.Deploy(
            StatusCodes.Status202Accepted,
            new DeployAnswer("accepted", first.Project.Value, deployment.Id.Value, Projects: [.. decisions.Select(decision => Part(decision.Project, decision.Acceptance))]));
    }

    /// <summary>One project's part of it.</summary>
    public static DeployAnswer Part(ProjectName project, Acceptance acceptance) => acceptance switch
    {
        Acceptance.Accepted(var deployment) => new DeployAnswer("accepted", project.Value, deployment.Id.Value),
        Acceptance.Duplicate(var first) => Duplicate(project, first),
        Acceptance.NotRecorded(var reason) => new DeployAnswer("refused", project.Value, Reason: $"It could not be written down: {reason}"),
        Acceptance.Stopping => new DeployAnswer("refused", project.Value, Reason: "pi-deployer is stopping"),
        Acceptance.Skipped(var reason) => new DeployAnswer("skipped", project.Value, Reason: reason),
        Acceptance.Refused(var reason) => new DeployAnswer("refused", project.Value, Reason: reason),
        _ => new DeployAnswer("refused", project.Value, Reason: "Deploy already in progress"),
    };

    private static DeployAnswer Duplicate(ProjectName project, DeploymentId first) =>
        new("duplicate", project.Value, first.Value, "This delivery was deployed already, or is about to be");
}
