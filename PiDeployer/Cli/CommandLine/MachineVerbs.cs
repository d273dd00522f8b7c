using System.Collections.Immutable;

namespace PiDeployer.Cli.CommandLine;

/// <summary>Commands that are about this machine, and need no server that runs.</summary>
internal static class MachineVerbs
{
    private static readonly Verb Check = new("check", "look whether everything is there that a deployment needs, and say how to mend what is not")
    {
        About = ["It changes nothing. It looks as the user who calls it: `sudo -u USER pi-deployer check` looks as the one that the service runs as."],
        Options = [Options.Project, Options.Quick, Options.Strict, Options.Json with { Summary = "print what was found for programs" }, Options.Color, Options.Directory],
        Endings =
        [
            new(ExitCodes.Failure, "something is wrong that a deployment would fail for; with --strict also what is only odd"),
            new(ExitCodes.Configuration, ".env or projects.yml is wrong; each mistake is told with its place"),
        ],
        Examples = [new("pi-deployer check --project blog", "when blog does not deploy")],
    };

    private static readonly Verb NotifyTest = new("notify-test", "send a test message to these channels, or to all, and say which arrived")
    {
        Arguments = [new("CHANNEL", "the name of a channel under notifications in projects.yml, or telegram") { IsOptional = true, Repeats = true }],
        Options = [Options.Directory],
        Endings =
        [
            new(ExitCodes.Failure, "a message did not arrive, or there is no channel"),
            new(ExitCodes.Configuration, ".env or projects.yml is wrong"),
        ],
    };

    private static readonly Verb Demo = new("demo", "show a whole deployment on a scratch repository, then clean up")
    {
        About = ["It needs git, and neither network nor root nor any configuration."],
        Endings = [new(ExitCodes.Failure, "it could not be shown; it says why")],
    };

    public static ImmutableArray<Verb> All { get; } = [Check, NotifyTest, Demo];
}
