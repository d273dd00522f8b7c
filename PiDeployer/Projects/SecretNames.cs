using System.Collections.Immutable;

namespace PiDeployer.Projects;

/// <summary>Tells by its name whether a value is one that must not be seen. It is asked of settings and of variables, where people name such things in few ways.</summary>
internal static class SecretNames
{
    /// <summary>Wherever they stand in a name.</summary>
    private static readonly ImmutableArray<string> Anywhere = ["secret", "password", "passwd", "passphrase", "token", "credential", "apikey"];

    /// <summary>Only as a word of its own: a <c>MONKEY</c> and a <c>KEYBOARD</c> are none.</summary>
    private static readonly ImmutableArray<string> AsWord = ["key", "keys", "pass", "pw", "pwd"];

    public static bool Has(string name) =>
        Anywhere.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
        || name.Split('_', '-', '.').Any(word => AsWord.Contains(word, StringComparer.OrdinalIgnoreCase));
}
