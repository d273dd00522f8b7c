using System.Globalization;

namespace PiDeployer.Pipelines.Sides;

/// <summary>
/// To which port people are sent, as a file of that name in a folder. Caddy looks there at each request, so that another port needs no other configuration: every change of
/// that one makes Caddy begin anew, which loses requests.
/// </summary>
/// <param name="folder">Others must be able to read it.</param>
/// <param name="ports">In the order in which they are looked for.</param>
internal sealed class RouteFiles(string folder, params IReadOnlyList<int> ports)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enterable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Folder => folder;

    /// <summary>Null when there is none.</summary>
    public int? Current => ports.Where(port => File.Exists(PathOf(port))).Select(port => (int?)port).FirstOrDefault();

    /// <summary>There is a port at every moment between the one before and this one.</summary>
    /// <exception cref="IOException">The folder cannot be written; then it is the one before, or this one.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Point(int port)
    {
        Make();
        if (!File.Exists(PathOf(port)))
            File.Open(PathOf(port), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Readable }).Dispose();
        foreach (var other in ports.Where(other => other != port))
            File.Delete(PathOf(other));
    }

    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Make() => Directory.CreateDirectory(folder, Enterable);

    private string PathOf(int port) => Path.Combine(folder, port.ToString(CultureInfo.InvariantCulture));
}
