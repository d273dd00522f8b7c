using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>
/// The environments that a project's branches have now, each with a file that says of which branch it is and at which port, and a work tree beside it. They are looked at anew
/// each time, so that whoever asks by a name finds what is there.
/// </summary>
/// <param name="root">Absolute; where the files and the work trees are.</param>
/// <param name="project">Whose branches they are of.</param>
/// <param name="settings">What they have in common.</param>
internal sealed class EnvironmentsFolder(string root, Project project, EnvironmentSettings settings)
{
    private const string Suffix = ".environment";

    /// <summary>Two pushes at once must not get one port.</summary>
    private static readonly Lock Changing = new();

    /// <summary>All there are, by name.</summary>
    public IEnumerable<Project> All() => Labels().Select(Read).OfType<Project>();

    /// <summary>Null when there is no such environment.</summary>
    public Project? Find(ProjectName name) => name.Value.StartsWith(Prefix, StringComparison.Ordinal) ? Read(name.Value[Prefix.Length..]) : null;

    /// <summary>That of a branch; null when it has none.</summary>
    public Project? Find(BranchName branch) => All().FirstOrDefault(found => found.Environment?.Branch == branch);

    /// <summary>That of a branch, made where it has none.</summary>
    /// <param name="branch">One that the project tracks.</param>
    /// <param name="now">The time of the push.</param>
    /// <param name="isTaken">Whether something else has this name.</param>
    /// <param name="isPortTaken">Whether somebody else listens there, or will.</param>
    /// <returns>Null, with the reason, when there cannot be one more.</returns>
    /// <exception cref="IOException">It cannot be written down.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public (Project? Environment, string? WhyNot) Open(BranchName branch, DateTimeOffset now, Func<ProjectName, bool> isTaken, Func<int, bool> isPortTaken)
    {
        lock (Changing)
        {
            var all = All().ToList();
            var known = all.Find(found => found.Environment?.Branch == branch)?.Environment;
            if (known is not null && settings.Ports.Contains(known.Port))
                return (Write(known.Label, known.Branch, known.Port, now), null);
            if (known is null && all.Count >= settings.Max)
                return (null, $"{project.Name} has {all.Count} environments already, and environments.max allows no more: {string.Join(", ", all.Select(found => found.Environment?.Branch.Value))}. Delete one of these branches");

            bool IsFree(string label) => ProjectName.TryParse($"{Prefix}{label}", out var name) && Read(label) is null && !isTaken(name);
            var label = known?.Label ?? EnvironmentLabel.Of(branch, isDistinct: false);
            if (known is null && !IsFree(label))
                label = EnvironmentLabel.Of(branch, isDistinct: true);
            if (!ProjectName.TryParse($"{Prefix}{label}", out _))
                return (null, $"the name {Prefix}{label} is too long; give the project a shorter one");
            if (known is null && !IsFree(label))
                return (null, $"{Prefix}{label} is the name of something else already; give the branch another name");
            foreach (var port in settings.Ports)
            {
                if (all.TrueForAll(found => found.Environment?.Port != port) && !isPortTaken(port))
                    return (Write(label, branch, port, now), null);
            }

            return (null, $"all ports of {project.Name}'s environments are taken, from {settings.FirstPort} to {settings.LastPort}");
        }
    }

    /// <summary>The environment has to go, because its branch is gone or because somebody wants it so.</summary>
    /// <exception cref="IOException">It cannot be written down.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void MarkGone(BranchEnvironment gone)
    {
        lock (Changing)
        {
            if (Read(gone.Label)?.Environment is { } now && now.PushedAt == gone.PushedAt) // Else it is wanted again.
                Write(now.Label, now.Branch, now.Port, now.PushedAt, isGone: true);
        }
    }

    /// <summary>There is nothing of it any more. Not when somebody has pushed there since: then it is wanted again.</summary>
    /// <returns>Whether it is forgotten.</returns>
    /// <exception cref="IOException">The file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public bool Close(BranchEnvironment removed)
    {
        lock (Changing)
        {
            if (Read(removed.Label)?.Environment is { } now && now.PushedAt != removed.PushedAt)
                return false;
            File.Delete(PathOf(removed.Label));
            return true;
        }
    }

    private string Prefix => $"{project.Name}-";

    private string PathOf(string label) => Path.Combine(root, $"{label}{Suffix}");

    private IEnumerable<string> Labels()
    {
        try
        {
            return Directory.Exists(root) ? Directory.GetFiles(root, $"*{Suffix}").Select(path => Path.GetFileName(path)[..^Suffix.Length]).Order(StringComparer.Ordinal) : [];
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return [];
        }
    }

    private Project Write(string label, BranchName branch, int port, DateTimeOffset pushed, bool isGone = false)
    {
        new WordsFile(PathOf(label)).Write(new Dictionary<string, string>
        {
            ["branch"] = branch.Value,
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["pushed"] = pushed.ToString("O", CultureInfo.InvariantCulture),
            ["gone"] = isGone ? "yes" : "no",
        });
        return Of(label, branch, port, pushed, isGone);
    }

    /// <summary>A file that says nothing, or not enough, is none.</summary>
    private Project? Read(string label)
    {
        if (!ProjectName.TryParse(label, out _))
            return null;
        var words = new WordsFile(PathOf(label)).Read();
        return BranchName.TryParse(words.GetValueOrDefault("branch"), out var branch)
            && int.TryParse(words.GetValueOrDefault("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && DateTimeOffset.TryParse(words.GetValueOrDefault("pushed"), CultureInfo.InvariantCulture, out var pushed)
            ? Of(label, branch, port, pushed, words.GetValueOrDefault("gone") == "yes")
            : null;
    }

    private Project Of(string label, BranchName branch, int port, DateTimeOffset pushed, bool isGone)
    {
        var host = settings.Host?.Replace(EnvironmentSettings.Branch, label, StringComparison.Ordinal);
        var name = ProjectName.TryParse($"{Prefix}{label}", out var parsed) ? parsed : project.Name;
        return project with
        {
            Name = name,
            Group = project.Name,
            Path = Path.Combine(root, label),
            Mode = DeployMode.ComposeUpdate,
            QueuesWhenBusy = true, // What was made for a push has to be deployed as well.
            Paths = [],
            PathsIgnore = [],
            Poll = null, // The project asks for all its branches.
            Environments = null,
            Environment = new BranchEnvironment(branch, label, port, host, project.Path, settings) { PushedAt = pushed, IsGone = isGone },
            Compose = project.Compose with { ProjectName = ComposeOptions.NameOf(name) },
            Variables = project.Variables
                .SetItem("DEPLOYER_PORT", port.ToString(CultureInfo.InvariantCulture))
                .SetItem("DEPLOYER_ENVIRONMENT", label)
                .SetItem("DEPLOYER_URL", host is null ? $"http://127.0.0.1:{port}" : $"http://{host}"),
            PublicAddress = host is null ? null : new Uri($"http://{host}/"),
            HealthCheck = project.HealthCheck?.At(port),
        };
    }
}
