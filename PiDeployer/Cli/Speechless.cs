using PiDeployer.Cli.CommandLine;
using PiDeployer.Values;

namespace PiDeployer.Cli;

/// <summary>A command cannot say what it has to say: the disk below its output is full, or the output is closed.</summary>
internal static class Speechless
{
    /// <summary>The server has its log, in which everything about an error is worth keeping.</summary>
    public static bool Is(Wish wish, Exception e) => FileTrouble.Is(e) && !(wish is Wish.Run(var invocation) && invocation.Verb == Verbs.Serve);

    /// <returns>The exit code.</returns>
    public static int Tell(Exception e)
    {
        try
        {
            Console.Error.Write($"pi-deployer: its output, or a file, cannot be used: {Wording.Line(e.Message, 200)}\n");
        }
        catch (Exception again) when (FileTrouble.Is(again))
        {
            // There is nobody to tell.
        }

        return ExitCodes.Failure;
    }
}
