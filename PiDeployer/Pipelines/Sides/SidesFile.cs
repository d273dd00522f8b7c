using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>
/// What we did with a project's two sides, in writing: which one serves, and which deployment each was made by. What the proxy says comes first; this helps where that
/// says both, or has forgotten.
/// </summary>
/// <param name="path">Where it is.</param>
internal sealed class SidesFile(string path)
{
    private const string ServingKey = "serving";

    private readonly WordsFile file = new(path);

    public static SidesFile Of(string stateDirectory, ProjectName project) => new(Path.Combine(stateDirectory, "sides", project.Value));

    /// <summary>Null when nobody knows.</summary>
    public Side? Serving => SideNames.TryParse(file.Read().GetValueOrDefault(ServingKey));

    /// <summary>The deployment that a side was made by; null when it is not whole, or nobody knows.</summary>
    public DeploymentId? On(Side side) => DeploymentId.TryParse(file.Read().GetValueOrDefault(side.ToName()), out var id) ? id : null;

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Serve(Side side, DeploymentId? madeBy)
    {
        var words = file.Read();
        words[ServingKey] = side.ToName();
        if (madeBy is not null)
            words[side.ToName()] = madeBy.Value;
        file.Write(words);
    }

    /// <summary>It is about to be another.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public void Forget(Side side)
    {
        var words = file.Read();
        if (words.Remove(side.ToName()))
            file.Write(words);
    }
}
