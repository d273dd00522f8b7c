using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Makes of a branch's name a part of a host's name, which compose and git take too: <c>feature/Login</c> → <c>feature-login</c>.</summary>
internal static class EnvironmentLabel
{
    /// <summary>A host's part has 63 at most, and there may be more in it than the branch; a project's name has 100.</summary>
    public const int Longest = 40;

    private const int HashLength = 6;

    /// <param name="branch">Any.</param>
    /// <param name="isDistinct">Whether it has to differ from that of every other branch, as it must where another one has the plain label already.</param>
    public static string Of(BranchName branch, bool isDistinct)
    {
        var text = new StringBuilder();
        foreach (var c in branch.Value.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
                text.Append(c);
            else if (text.Length > 0 && text[^1] != '-')
                text.Append('-');
        }

        var label = text.ToString().Trim('-');
        if (label.Length is > 0 and <= Longest && !isDistinct)
            return label;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(branch.Value)))[..HashLength];
        var start = label[..Math.Min(label.Length, Longest - HashLength - 1)].TrimEnd('-');
        return string.Create(CultureInfo.InvariantCulture, $"{(start.Length > 0 ? start : "branch")}-{hash}");
    }
}
