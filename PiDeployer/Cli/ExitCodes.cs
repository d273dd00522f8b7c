namespace PiDeployer.Cli;

/// <summary>What the process tells its caller when it ends; the numbers from 64 to 78 are those of <c>sysexits.h</c>, above 128 a shell's own for a signal.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>It could not do its work: the port was in use, the demonstration failed, a message did not arrive, a deployment failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 64;

    /// <summary>The server could not be reached.</summary>
    public const int Unavailable = 69;

    /// <summary>Not now, but perhaps later: what was asked for is busy.</summary>
    public const int TryAgain = 75;

    /// <summary>The server did not take the token.</summary>
    public const int NotAllowed = 77;

    /// <summary><c>.env</c> or <c>projects.yml</c> was wrong. The unit does not restart the service for this: it would not help.</summary>
    public const int Configuration = 78;

    /// <summary>Ctrl-C ended it.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads what it says any more.</summary>
    public const int BrokenPipe = 141;
}
