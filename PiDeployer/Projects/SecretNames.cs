using System.Collections.Immutable;

namespace PiDeployer.Projects;

/// <summary>Tells by its name whether a value is one that must not be seen. It is asked of settings and of variables, where people name such things in few ways.</summary>
internal static class SecretNames
{
    /// <summary>Wherever they stand in a name.</summary>
    private static readonly ImmutableArray<string> Anywhere = ["secret", "password", "passwd", "passphrase", "token", "credential", "apikey"];

    /// <summary>Only as a word of its own: an <c>AUTHOR</c> and a <c>KEYBOARD</c> are none.</summary>
    private static readonly ImmutableArray<string> AsWord = ["keys", "pw", "pwd", "auth", "pat", "dsn", "webhook"];

    /// <summary>Also at the end of a word: <c>DBPASS</c>, <c>APPKEY</c>.</summary>
    private static readonly ImmutableArray<string> AtEnd = ["key", "pass"];

    /// <summary>They end so and mean nothing of the kind.</summary>
    private static readonly ImmutableArray<string> Harmless = ["monkey", "donkey", "turkey", "hockey", "jockey", "compass", "bypass", "encompass"];

    public static bool Has(string name) =>
        Anywhere.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
        || name.Split('_', '-', '.').Any(IsSecret);

    private static bool IsSecret(string word) =>
        AsWord.Contains(word, StringComparer.OrdinalIgnoreCase)
        || (AtEnd.Any(end => word.EndsWith(end, StringComparison.OrdinalIgnoreCase)) && !Harmless.Contains(word, StringComparer.OrdinalIgnoreCase));
}
