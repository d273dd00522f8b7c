using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>The token that lets a command in, from where the command line says.</summary>
internal static class TokenFile
{
    /// <summary>In characters; a token has some dozens.</summary>
    private const int Longest = 4096;

    /// <param name="file">Where it is; <c>-</c> for standard input.</param>
    /// <param name="input">That.</param>
    /// <param name="problems">Gets why there is none.</param>
    public static Secret? Read(string file, TextReader input, ImmutableArray<string>.Builder problems)
    {
        try
        {
            var text = file == "-" ? input.ReadLine() : FileKind.IsRegular(file) ? SmallFile.ReadText(file, Longest) : File.ReadLines(file).FirstOrDefault(); // A shell's <(…) is a pipe.
            if (Secret.TryCreate(text?.Trim(), out var token) && CanBeSent(token))
                return token;
            problems.Add($"--token-file: {(file == "-" ? "standard input" : Wording.Line(file, 200))} does not hold a token and nothing else");
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            problems.Add($"--token-file: {Wording.Line(e.Message, 200)}");
        }

        return null;
    }

    /// <summary>Whether it can stand in the header of a request.</summary>
    public static bool CanBeSent(Secret token) => !token.Reveal().AsSpan().ContainsAnyInRange('\0', '\u001f') && !token.Reveal().Contains('\u007f', StringComparison.Ordinal);
}
