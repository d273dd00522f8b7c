using System.Collections.Immutable;

namespace PiDeployer.Cli.CommandLine;

/// <summary>All commands that there are, in the order in which people are told of them.</summary>
internal static class Verbs
{
    public static Verb Serve { get; } = new("serve", "serve what .env and projects.yml say; the same as no command")
    {
        About =
        [
            "SIGHUP reads projects.yml again; a bad file changes nothing. SIGTERM and SIGINT stop it: running deployments have 10 s to finish, the second signal interrupts them at once.",
        ],
        Options = [Options.Directory],
        Endings =
        [
            new(ExitCodes.Failure, "the port is in use"),
            new(ExitCodes.Configuration, ".env or projects.yml is wrong; stderr has each mistake with its place"),
        ],
    };

    public static Verb Help { get; } = new("help", "say what there is, or what a command takes")
    {
        Arguments = [new("COMMAND", "one of those that `pi-deployer help` lists") { IsOptional = true, Completes = Completes.Commands }],
    };

    public static ImmutableArray<VerbGroup> Groups { get; } =
    [
        new("The server", [Serve, .. MachineVerbs.All]),
        new("Deployments, of the server that runs", DeploymentVerbs.All),
        new("Putting it on a machine", InstallationVerbs.All),
        new("Around it", [.. ShellVerbs.All, Help]),
    ];

    public static ImmutableArray<Verb> All { get; } = [.. Groups.SelectMany(group => group.Verbs)];

    public static IEnumerable<string> Names => All.Where(verb => !verb.IsHidden).Select(verb => verb.Name);

    /// <summary>Null when there is none.</summary>
    public static Verb? Find(string name) => All.FirstOrDefault(verb => verb.Name == name);
}
