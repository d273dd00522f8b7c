using System.Globalization;
using PiDeployer.Projects;
using PiDeployer.Values;

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

    /// <summary>Those of a project's two sides.</summary>
    public static RouteFiles Of(string routesDirectory, ProjectName project, BlueGreenSettings sides) => new(Path.Combine(routesDirectory, project.Value), sides.BluePort, sides.GreenPort);

    /// <summary>Those of one environment.</summary>
    public static RouteFiles Of(string routesDirectory, ProjectName project, string host, EnvironmentSettings settings) => new(Path.Combine(routesDirectory, project.Value, host), [.. settings.Ports]);

    /// <summary>Null when there is none.</summary>
    public int? Current
    {
        get
        {
            foreach (var port in ports)
            {
                if (File.Exists(PathOf(port)))
                    return port;
            }

            return null;
        }
    }

    /// <summary>Ports that people may still be sent to, since nobody has been sent to another one when the ports were changed.</summary>
    public IReadOnlyList<int> Former => All().FindAll(port => !ports.Contains(port));

    /// <summary>There is a port at every moment between the one before and this one.</summary>
    /// <exception cref="IOException">The folder cannot be written; then it is the one before, or this one.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Point(int port)
    {
        Make();
        if (!File.Exists(PathOf(port)))
            File.Open(PathOf(port), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Readable }).Dispose();
        foreach (var other in All().FindAll(other => other != port))
            File.Delete(PathOf(other));
    }

    /// <summary>Nobody is sent anywhere any more.</summary>
    /// <exception cref="IOException">The folder cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Remove()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Why it could not be, and how to mend it.</summary>
    public static string NotWritten(string folder, Exception e) => $"the file by which Caddy knows where to send people cannot be written in {folder}: {e.Message} ROUTES_DIR names another folder";

    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Make() => Directory.CreateDirectory(folder, Enterable);

    private List<int> All()
    {
        var all = new List<int>();
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
                all.Add(port);
        }

        return all;
    }

    private string PathOf(int port) => Path.Combine(folder, port.ToString(CultureInfo.InvariantCulture));
}
