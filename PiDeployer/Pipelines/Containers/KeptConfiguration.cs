using System.Text;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// What compose made of a project's files when all of it was deployed well last. The files of a stack are not ours to put back, but by this its containers can be made as
/// they were: it is a compose file of its own, with every variable filled in, and so nobody else may read it.
/// </summary>
/// <param name="path">Where it is.</param>
internal sealed class KeptConfiguration(string path)
{
    /// <summary>The project as it was then; null where nothing was kept.</summary>
    public Project? Of(Project project) => File.Exists(path) ? project with { Compose = project.Compose with { Files = [path], EnvFiles = [] } } : null;

    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Forget()
    {
        if (File.Exists(path))
            File.Delete(path); // Which fails where there is not even the folder.
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Keep(ComposeConfiguration configuration)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DurableFile.Write(path, Encoding.UTF8.GetBytes(configuration.Text), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
