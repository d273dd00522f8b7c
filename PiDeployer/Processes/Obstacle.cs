namespace PiDeployer.Processes;

/// <summary>Why a command cannot be started.</summary>
/// <param name="Kind">What a person does about it depends on this.</param>
/// <param name="What">For people: <c>PROGRAM: no such file</c>.</param>
/// <param name="Hint">What mends it at once, where nobody knows more of the file; null when there is no such thing.</param>
internal sealed record Obstacle(ObstacleKind Kind, string What, string? Hint = null)
{
    public override string ToString() => Hint is null ? What : $"{What}; {Hint}";
}

internal enum ObstacleKind
{
    /// <summary>The folder to run it in cannot be entered.</summary>
    Folder,

    NotThere,

    /// <summary>It is there, and we may not run it.</summary>
    NotRunnable,

    /// <summary>The program that its first line names is not there.</summary>
    NoInterpreter,

    /// <summary>That program would be there, but for the line end behind its name.</summary>
    WindowsLineEnds,
}
