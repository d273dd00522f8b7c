namespace PiDeployer.Values;

/// <summary>A file that one process at a time can hold.</summary>
internal static class HeldFile
{
    /// <summary>EWOULDBLOCK, which .NET gives as it is: somebody else holds the file.</summary>
    private const int WouldBlock = 11;

    /// <summary>Makes it, and holds it until disposed or dead.</summary>
    /// <returns>Null when somebody else holds it.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }

    /// <summary>Whether somebody holds it, without making it. It is shared for a moment to find out, so whoever wants it then is refused: ask only where nobody is about to.</summary>
    /// <returns>Null when it cannot be found out, as where we may not look.</returns>
    public static bool? IsHeld(string path)
    {
        try
        {
            using var looked = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return true;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return null;
        }
    }
}
