using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using PiDeployer.Values;

namespace PiDeployer.Processes;

/// <summary>Knows which texts are secret: replaces them in what is shown, and keeps them out of a child's environment.</summary>
internal sealed partial class Redaction
{
    /// <summary>Anything shorter would blacken half of every log and protect nothing: it is guessed sooner than read.</summary>
    private const int ShortestMasked = 4;

    /// <summary>A shorter secret may well be a word inside PATH; such a variable is held back only when it is the secret and nothing else.</summary>
    private const int ShortestFoundInside = 12;

    private readonly SearchValues<string> needles;
    private readonly string[] longestFirst;

    public Redaction(IEnumerable<Secret> secrets)
    {
        longestFirst =
        [
            .. secrets.Select(secret => secret.Reveal()).Where(text => text.Length >= ShortestMasked)
                .Distinct(StringComparer.Ordinal).OrderByDescending(text => text.Length),
        ];
        needles = SearchValues.Create(longestFirst, StringComparison.Ordinal);
    }

    public static Redaction None { get; } = new([]);

    /// <summary>In characters; 0 when there is nothing to hide.</summary>
    public int LongestSecret => longestFirst.Length == 0 ? 0 : longestFirst[0].Length;

    public string Apply(string text) => FindFirst(text, 0) is null ? text : Masked(text);

    /// <summary>A value of a configuration, in which an address may also carry a name and password of somebody else's.</summary>
    public string ApplyToSetting(string text) => Apply(Login().Replace(text, Secret.Mask));

    /// <summary>The first secret at or after <paramref name="from"/>, the longest one where several begin; null when there is none.</summary>
    public Range? FindFirst(ReadOnlySpan<char> text, int from)
    {
        var at = text[from..].IndexOfAny(needles);
        if (at < 0)
            return null;
        at += from;
        foreach (var secret in longestFirst)
        {
            if (text[at..].StartsWith(secret, StringComparison.Ordinal))
                return at..(at + secret.Length);
        }

        throw new InvalidOperationException("A secret was found that is not one of the secrets.");
    }

    /// <summary>What a command may inherit: everything that neither carries one of <paramref name="names"/> nor holds a secret.</summary>
    public IEnumerable<KeyValuePair<string, string>> Strip(IEnumerable<KeyValuePair<string, string>> environment, IReadOnlySet<string> names) =>
        environment.Where(variable => !names.Contains(variable.Key) && !longestFirst.Any(secret => Gives(variable.Value, secret)));

    private static bool Gives(string value, string secret) =>
        secret.Length < ShortestFoundInside ? value == secret : value.Contains(secret, StringComparison.Ordinal);

    /// <summary>Also in an address that <c>${VAR}</c> still keeps from being one.</summary>
    [GeneratedRegex(@"(?<=://)[^/?#\s]*(?=@)")]
    private static partial Regex Login();

    private string Masked(ReadOnlySpan<char> text)
    {
        var masked = new StringBuilder(text.Length);
        var from = 0;
        while (FindFirst(text, from) is { } secret)
        {
            masked.Append(text[from..secret.Start.Value]).Append(Secret.Mask);
            from = secret.End.Value;
        }

        return masked.Append(text[from..]).ToString();
    }
}
