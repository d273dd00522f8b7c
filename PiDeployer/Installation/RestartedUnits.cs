using System.Collections.Immutable;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>The units that deployments restart, in full.</summary>
/// <param name="All">Each once.</param>
/// <param name="Stopped">Those of them that are also stopped: instances of template units.</param>
internal sealed record RestartedUnits(ImmutableArray<string> All, ImmutableArray<string> Stopped)
{
    public static RestartedUnits None { get; } = new([], []);

    /// <summary>Of the projects in <c>projects.yml</c>; those of the sample are nobody's.</summary>
    /// <param name="place">Where that is, if no variable names another.</param>
    /// <param name="variables">The service's own.</param>
    /// <param name="whyNot">Why that cannot be told; null when it can.</param>
    public static RestartedUnits In(Place place, ImmutableDictionary<string, string> variables, out string? whyNot)
    {
        whyNot = null;
        var path = Path.Combine(place.Directory, variables.GetValueOrDefault("PROJECTS_CONFIG") is { Length: > 0 } other ? other : place.ProjectsFile);
        if (!Path.Exists(path))
            return None;
        try
        {
            return Of(path, SmallFile.Read(path, ProjectsFile.MaxBytes), variables, out whyNot);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            whyNot = e.Message;
            return None;
        }
    }

    public static RestartedUnits Of(ImmutableArray<Project> projects)
    {
        var (all, stopped) = (new List<string>(), new List<string>());
        foreach (var project in projects)
        {
            foreach (var unit in project.Units)
            {
                if (!all.Contains(UnitName.Full(unit)))
                    all.Add(UnitName.Full(unit));
                if (project.RunsTemplate)
                    stopped.Add(UnitName.Full(unit));
            }
        }

        return new RestartedUnits([.. all], [.. stopped]);
    }

    /// <summary>What the others have, too.</summary>
    public RestartedUnits Within(RestartedUnits others) => new([.. All.Where(others.All.Contains)], [.. Stopped.Where(others.Stopped.Contains)]);

    /// <summary>Those that are restarted or stopped here and not among the others.</summary>
    public ImmutableArray<string> Besides(RestartedUnits others) =>
        [.. All.Where(unit => !others.All.Contains(unit) || (Stopped.Contains(unit) && !others.Stopped.Contains(unit)))];

    /// <param name="path">For what is said of it.</param>
    /// <param name="content">Read once: the file's owner, who is not root, may put another thing in its place at any time.</param>
    /// <param name="variables">The service's own.</param>
    /// <param name="whyNot">Why the units cannot be told.</param>
    private static RestartedUnits Of(string path, byte[]? content, ImmutableDictionary<string, string> variables, out string? whyNot)
    {
        whyNot = null;
        if (content is null)
        {
            whyNot = $"{path} is no file, or larger than 1 MB";
            return None;
        }

        if (content.AsSpan().SequenceEqual(Samples.Read(Samples.ProjectsFile)))
            return None;
        switch (new ProjectsFile(path, variables, []).Load(content))
        {
            case ProjectsFileResult.Loaded(var catalog):
                return Of(catalog.Projects);
            case ProjectsFileResult.Invalid(var problems):
                whyNot = problems[0];
                return None;
            case var unknown:
                throw new InvalidOperationException($"{unknown} is not a result.");
        }
    }
}
