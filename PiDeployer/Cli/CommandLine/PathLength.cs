namespace PiDeployer.Cli.CommandLine;

/// <summary>A path that the kernel takes has fewer than 4096 bytes: PATH_MAX in <c>limits.h</c>.</summary>
internal static class PathLength
{
    private const int Longest = 4095;

    /// <summary>Whether a path is meant, and the word is none.</summary>
    public static bool IsTooLong(this Completes completes, string word) => completes is Completes.Files or Completes.Folders && word.Length > Longest;
}
