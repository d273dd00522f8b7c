namespace PiDeployer.Cli;

/// <summary>What <c>--help</c> prints.</summary>
internal static class Usage
{
    public const string Text = """
        pi-deployer: a push goes live on this machine.

        Usage:
          pi-deployer            serve, with .env and projects.yml from the current folder
          pi-deployer demo       show a whole deployment on a scratch repository, then clean up
          pi-deployer notify-test [CHANNEL...]
                                 send a test message to these channels, or to all, and say which arrived
          pi-deployer --version  print the version
          pi-deployer --help     print this

        Signals:
          SIGHUP                 read projects.yml again; a bad file changes nothing
          SIGTERM, SIGINT        stop: running deployments have 10 s to finish, the second signal interrupts them at once

        Exit codes:
          0   it did what it was asked
          1   it could not: the port is in use, the demo failed, a test message did not arrive
          64  the command line is wrong, or names a channel that there is not
          78  .env or projects.yml is wrong; stderr has each mistake with its place
        """;
}
