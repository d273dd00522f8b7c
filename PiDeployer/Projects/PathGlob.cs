using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Projects;

/// <summary>
/// A pattern for files of a repository, from its root. It is git that matches it, as a pathspec with the magic <c>glob</c>
/// (<see href="https://git-scm.com/docs/gitglossary#def_pathspec"/>): <c>*</c> stays within a folder, <c>**</c> does not, and a folder that is named without
/// either stands for all that is in it.
/// </summary>
internal static class PathGlob
{
    public const string Rule = "is not a pattern for files below the repository's root, such as src/** or docs/*.md";

    /// <summary>
    /// Refuses what git would read as something else, and what could never match, since then no push would ever count. What ends with a slash means all that is
    /// in such a folder, which git would not see where the folder's name is a pattern.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? glob)
    {
        glob = text.Length > 0 && text[0] is not ('-' or ':' or '!' or '/') && !text.Contains('\\', StringComparison.Ordinal) && !text.Any(char.IsControl)
            && text[..^(text[^1] == '/' ? 1 : 0)].Split('/').All(part => part is not ("" or "." or ".."))
            ? text[^1] == '/' ? $"{text}**" : text
            : null;
        return glob is not null;
    }
}
