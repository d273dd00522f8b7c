namespace PiDeployer.Installation;

/// <summary>Who may do what with the files that are made.</summary>
internal static class Modes
{
    /// <summary>Its owner reads and writes it.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Everybody reads it, too.</summary>
    public const UnixFileMode Readable = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Everybody runs it, too; or looks into the folder.</summary>
    public const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
}
