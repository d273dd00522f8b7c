namespace PiDeployer.Values;

/// <summary>What the world does to files: a full disk, a folder in the place of a file, missing permissions. Anything else is a bug.</summary>
internal static class FileTrouble
{
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException;
}
