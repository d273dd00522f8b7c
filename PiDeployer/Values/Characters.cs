using System.Text;

namespace PiDeployer.Values;

/// <summary>Texts character by character, without a sequence in between: those of characters alone would take 77 KiB of the binary (docs/ARCHITECTURE.md, "Size").</summary>
internal static class Characters
{
    /// <summary>Those of a text that count, in their order.</summary>
    public static string Kept(string text, Func<char, bool> counts)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (counts(character))
                kept.Append(character);
        }

        return kept.ToString();
    }
}
