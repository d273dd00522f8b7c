namespace PiDeployer.Deployments;

/// <summary>What of a deployment's error anybody may read.</summary>
internal static class PublicError
{
    /// <summary>Without what commands said: compose quotes the line of a file that it does not understand, and that may be the one with the password.</summary>
    /// <param name="error">Null when nothing went wrong.</param>
    /// <param name="complaints">What commands said in it, word by word.</param>
    public static string? Of(string? error, IEnumerable<string> complaints) =>
        complaints.Aggregate(error, (rest, complaint) => rest?.Replace($": {complaint}", "", StringComparison.Ordinal));
}
