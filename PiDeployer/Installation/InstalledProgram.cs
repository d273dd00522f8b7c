namespace PiDeployer.Installation;

/// <summary>The program that is in its place, compared with the one to be installed.</summary>
internal enum InstalledProgram
{
    None,
    Same,

    /// <summary>Another version, or one that was on trial when an upgrade was cut off.</summary>
    Other,
}
