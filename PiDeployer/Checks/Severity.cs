namespace PiDeployer.Checks;

/// <summary>How much a finding is in the way, the worse the higher.</summary>
internal enum Severity
{
    Ok,

    /// <summary>Deployments work as it is, or may; somebody should look.</summary>
    Warning,

    /// <summary>The server does not start, a deployment fails, or a secret lies open.</summary>
    Error,
}

/// <summary>The severities in words, which programs read too.</summary>
internal static class Severities
{
    public static string ToName(this Severity severity) => severity switch
    {
        Severity.Ok => "ok",
        Severity.Warning => "warning",
        _ => "error",
    };
}
