namespace PiDeployer.Cli;

/// <summary>What the process tells its caller when it ends; the numbers above 2 are those of <c>sysexits.h</c>.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>It could not do its work: the port was in use, the demonstration failed, a message did not arrive.</summary>
    public const int Failure = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 64;

    /// <summary><c>.env</c> or <c>projects.yml</c> was wrong. The unit does not restart the service for this: it would not help.</summary>
    public const int Configuration = 78;
}
