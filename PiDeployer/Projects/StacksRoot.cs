namespace PiDeployer.Projects;

/// <summary>The folder of <c>STACKS_ROOT</c>: every stack in it can be deployed, also without a <c>projects.yml</c>.</summary>
/// <param name="Folder">Absolute.</param>
/// <param name="StandsAlone">Whether there need not be a file.</param>
internal sealed record StacksRoot(string Folder, bool StandsAlone)
{
    /// <summary>Under which all of it is deployed.</summary>
    public const string Name = "stacks";

    /// <summary>As if it stood in the file.</summary>
    public MappingReader Entry(MappingReader defaults) => StacksReader.OfFolder(defaults).With(("name", Name), ("path", Folder), ("deploy_mode", DeployMode.Stacks.ToName()));
}
