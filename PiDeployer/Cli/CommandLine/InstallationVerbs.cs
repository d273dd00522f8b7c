using System.Collections.Immutable;

namespace PiDeployer.Cli.CommandLine;

/// <summary>Commands that put the program on a machine, and take it away.</summary>
internal static class InstallationVerbs
{
    private static readonly Verb Init = new("init", "write .env with fresh secrets, and a projects.yml to fill in; what is there already stays")
    {
        Options = [Options.Directory, Options.DryRun],
        Endings = [new(ExitCodes.Failure, "a file cannot be written; it says which")],
    };

    private static readonly Verb Install = new("install", "make a service of it that begins with the machine; needs root")
    {
        About = ["What is there already stays, so it can be called again at any time; another version takes the place of the one that is installed, as with `upgrade`."],
        Options = [Options.User, Options.Directory with { Summary = "where it shall be installed (/opt/pi-deployer)" }, Options.Hardened, Options.NoStart, Options.DryRun],
        Endings = [new(ExitCodes.Failure, "something is in the way, or it did not get ready; it says what, and how to mend it")],
        Examples = [new("sudo ./pi-deployer install --dry-run", "says what would be done")],
    };

    private static readonly Verb Upgrade = new("upgrade", "put another version in the place of the installed one, and take it back if it does not get ready; needs root")
    {
        Arguments = [new("FILE", "the other pi-deployer") { Completes = Completes.Files }],
        Endings = [new(ExitCodes.Failure, "the other one does not start; the one from before serves again")],
    };

    private static readonly Verb Uninstall = new("uninstall", "take the service away again, but leave your files; needs root")
    {
        Options = [Options.Directory with { Summary = "where it is, or was, installed (/opt/pi-deployer)" }, Options.Purge, Options.Yes, Options.DryRun],
        Endings = [new(ExitCodes.Failure, "something could not be taken away; it says what")],
    };

    public static ImmutableArray<Verb> All { get; } = [Init, Install, Upgrade, Uninstall];
}
