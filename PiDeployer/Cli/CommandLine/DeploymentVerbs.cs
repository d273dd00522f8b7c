using System.Collections.Immutable;

namespace PiDeployer.Cli.CommandLine;

/// <summary>Commands that ask the running server for something.</summary>
internal static class DeploymentVerbs
{
    private static readonly Argument Project = new("NAME", "the project, stack or environment") { Completes = Completes.Projects };
    private static readonly Argument AnyProject = Project with { IsOptional = true };
    private static readonly Argument Either = new("NAME|ID", "a project, for its last deployment or the one under way, or the id of a deployment") { Completes = Completes.ProjectsAndDeployments };

    private static readonly ImmutableArray<Option> Common = [Options.Directory, Options.Url, Options.TokenFile, Options.Json, Options.Color];

    private static readonly Ending Unreachable = new(ExitCodes.Unavailable, "the server does not answer there");
    private static readonly Ending NotAllowed = new(ExitCodes.NotAllowed, "there is no token, or it is the wrong one");
    private static readonly Ending Unusable = new(ExitCodes.Configuration, ".env says nothing that could be used");

    private static readonly ImmutableArray<Ending> Usual = [Unreachable, NotAllowed, Unusable];
    private static readonly ImmutableArray<Ending> Busy = [Unreachable, new(ExitCodes.TryAgain, "a deployment of it runs already, or the server is too busy"), NotAllowed, Unusable];

    private static readonly Verb Deploy = new("deploy", "deploy it, and follow that to its end")
    {
        About =
        [
            "Output comes as the deployment makes it. Ctrl-C stops the following and leaves the deployment running. Where the project has `on_busy: queue`, it waits for its turn.",
        ],
        Arguments = [Project],
        Options = [Options.Service, Options.Image, Options.NoWait, .. Common],
        Endings = [new(ExitCodes.Failure, "the deployment failed, or there is no such project"), .. Busy],
        Examples =
        [
            new("pi-deployer deploy shop", "deploys what is at the tip of its branch"),
            new("pi-deployer deploy media --service portal --image ghcr.io/you/portal:v2", "brings one service of a stack to an image"),
            new("pi-deployer deploy shop --no-wait --json", "asks for it and says the deployment's id, for a script"),
        ],
    };

    private static readonly Verb Status = new("status", "show the projects and how their last deployments went")
    {
        About = ["With a name, it shows all that is known of that project. No token is needed."],
        Arguments = [AnyProject],
        Options = Common,
        Endings = [new(ExitCodes.Failure, "there is no such project"), .. Usual],
        Examples = [new("watch -c pi-deployer status --color always", "looks again every two seconds")],
    };

    private static readonly Verb Logs = new("logs", "show the output of deployments")
    {
        Arguments = [Either],
        Options = [Options.Follow, Options.Lines, .. Common],
        About = ["Of a project it shows the end of its log, with --follow the deployment under way or the last one, and in the end how that ended."],
        Endings = [new(ExitCodes.Failure, "there is none, or what was followed failed"), .. Usual],
        Examples = [new("pi-deployer logs -f shop", "follows what runs"), new("pi-deployer logs 20261121-140507-9f3a61 | less", "reads all that a deployment said")],
    };

    private static readonly Verb History = new("history", "list deployments, the newest first")
    {
        Arguments = [AnyProject],
        Options = [Options.Limit, Options.State, .. Common],
        Endings = [new(ExitCodes.Failure, "there is no such project"), .. Usual],
        Examples = [new("pi-deployer history shop --state failed --limit 5", "the last five that failed")],
    };

    private static readonly Verb Rollback = new("rollback", "bring an earlier state back, and follow that to its end")
    {
        Arguments = [Project],
        Options = [Options.To, Options.NoWait, .. Common],
        Endings = [new(ExitCodes.Failure, "it failed, or there is nothing to go back to"), .. Busy],
        Examples = [new("pi-deployer rollback shop", "the state before the last deployment"), new("pi-deployer rollback shop --to 20261121-140507-9f3a61", "the state that this deployment left")],
    };

    private static readonly Verb Cancel = new("cancel", "end a deployment that runs or waits")
    {
        Arguments = [Either],
        Options = Common,
        Endings = [new(ExitCodes.Failure, "nothing of that name is under way"), .. Usual],
    };

    private static readonly Verb Reload = new("reload", "have the server read projects.yml again")
    {
        Options = Common,
        Endings = [new(ExitCodes.Failure, "the file is wrong; all is as it was, and each mistake is shown with its place"), .. Usual],
    };

    public static ImmutableArray<Verb> All { get; } = [Deploy, Status, Logs, History, Rollback, Cancel, Reload];
}
