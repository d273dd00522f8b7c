namespace PiDeployer.Logs;

/// <summary>What <see cref="LogLines"/> found next.</summary>
internal enum LogPiece
{
    /// <summary>Nothing, for now.</summary>
    None,

    /// <summary>A line, or what is left of one after its parts.</summary>
    Line,

    /// <summary>The beginning of a line that is too long to hold, or more of it.</summary>
    Part,

    /// <summary>A place where bytes are missing.</summary>
    Gap,
}
