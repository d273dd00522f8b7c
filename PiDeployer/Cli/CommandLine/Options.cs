using PiDeployer.Deployments;

namespace PiDeployer.Cli.CommandLine;

/// <summary>Those that several commands have, or that are asked for by name.</summary>
internal static class Options
{
    public static Option Directory { get; } = new("directory", "the folder with .env, instead of the current one") { Letter = "C", Value = "DIR", Completes = Completes.Folders };

    public static Option Url { get; } = new("url", "where the server is, instead of what .env says: http://127.0.0.1:5000") { Value = "URL" };

    public static Option TokenFile { get; } = new("token-file", "a file that holds the token, - for standard input, instead of DEPLOY_TOKEN") { Value = "FILE", Completes = Completes.Files };

    public static Option Json { get; } = new("json", "print what the server answers, for programs");

    public static Option Color { get; } = new("color", "colours: auto (on a terminal, unless NO_COLOR is set), always, never") { Value = "WHEN", Choices = ["auto", "always", "never"] };

    public static Option NoWait { get; } = new("no-wait", "only ask for it, and do not follow it to its end");

    public static Option Service { get; } = new("service", "only this service of a stack") { Letter = "s", Value = "SERVICE" };

    public static Option Image { get; } = new("image", "the image that the service shall run; needs --service") { Letter = "i", Value = "IMAGE" };

    public static Option Follow { get; } = new("follow", "go on with what comes, until the deployment has ended") { Letter = "f" };

    public static Option Lines { get; } = new("lines", "how many of the last lines; 50 of a project, all of a deployment") { Letter = "n", Value = "LINES", Largest = 10_000 };

    public static Option Limit { get; } = new("limit", "how many at most (20)") { Letter = "n", Value = "N", Largest = 1000 };

    public static Option State { get; } = new("state", "only those in this state, or in one of several with commas between") { Value = "STATE", Choices = DeploymentStates.Names, IsList = true };

    public static Option To { get; } = new("to", "the deployment whose state is brought back; without it, the one before the last") { Value = "ID", Completes = Completes.Deployments };

    public static Option Project { get; } = new("project", "only this project, and the machine; may be said several times") { Value = "NAME", Repeats = true, Completes = Completes.Projects };

    public static Option Quick { get; } = new("quick", "nothing that needs a network or takes long, as the service looks before it starts");

    public static Option Strict { get; } = new("strict", "let warnings count as errors");

    public static Option DryRun { get; } = new("dry-run", "say what would be done, and do nothing");

    public static Option User { get; } = new("user", "whom the service runs as; without it who called sudo, or a user made for it") { Value = "NAME" };

    public static Option NoStart { get; } = new("no-start", "leave the service as it is, started or not");

    public static Option Hardened { get; } = new("hardened", "forbid the service all that it can do without, sudo too; later installs keep it so");

    public static Option Purge { get; } = new("purge", "take .env, projects.yml, the history and the logs as well, and the user if it was made for this");

    public static Option Yes { get; } = new("yes", "do not ask whether a purge is meant");

    public static Option Header { get; } = new("header", "print the whole header, as curl -H takes it");
}
