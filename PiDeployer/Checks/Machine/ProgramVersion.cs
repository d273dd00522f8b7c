namespace PiDeployer.Checks.Machine;

/// <summary>Finds a version in what a program says of itself: <c>git version 2.39.5</c>, <c>Docker Compose version v2.26.1-1</c>.</summary>
internal static class ProgramVersion
{
    /// <summary>Null when there is none.</summary>
    public static Version? In(string text)
    {
        foreach (var word in text.Split([' ', '\n', ',', '-', '+'], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = word.TrimStart('v').Split('.');
            if (parts.Length > 1 && Version.TryParse(string.Join('.', parts.Take(3)), out var version))
                return version;
        }

        return null;
    }
}
