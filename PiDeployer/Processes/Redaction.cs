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

    private volatile Texts known;

    /// <summary>A shorter line of a secret of several may well stand elsewhere too: a brace, <c>enabled: true</c>.</summary>
    private const int ShortestLine = 12;

    public Redaction(IEnumerable<Secret> secrets) => known = new Texts(TextsOf(secrets));

    private Redaction(Texts known) => this.known = known;

    public static Redaction None { get; } = new([]);

    /// <summary>In characters; 0 when there is nothing to hide.</summary>
    public int LongestSecret => known.LongestFirst is [var longest, ..] ? longest.Length : 0;

    /// <summary>One that knows the same and may learn more, which this one does not get to know.</summary>
    public Redaction OfItsOwn() => new(known);

    /// <summary>Hides these too from now on, wherever it was given to. Not while a command runs whose output it is for.</summary>
    /// <exception cref="InvalidOperationException">It is <see cref="None"/>, which is everybody's.</exception>
    public void Learn(IEnumerable<Secret> secrets)
    {
        if (ReferenceEquals(this, None))
            throw new InvalidOperationException("This one hides nothing, and never will.");
        known = new Texts(known.LongestFirst.Concat(TextsOf(secrets)));
    }

    /// <summary>Hides the secrets, and the name and password that an address may carry.</summary>
    public string Apply(string text)
    {
        var withoutLogins = Login().Replace(text, Secret.Mask);
        return FindFirst(withoutLogins, 0) is null ? withoutLogins : Masked(withoutLogins);
    }

    /// <summary>Where the first secret at or after <paramref name="from"/> is, together with those that overlap it; null when there is none.</summary>
    public Range? FindFirst(ReadOnlySpan<char> text, int from)
    {
        var texts = known;
        var start = text[from..].IndexOfAny(texts.Needles);
        if (start < 0)
            return null;
        start += from;
        var end = start + texts.LengthAt(text, start);
        for (var inside = start + 1; inside < end; inside++)
            end = Math.Max(end, inside + texts.LengthAt(text, inside));
        return start..end;
    }

    /// <summary>What a command may inherit: everything that neither carries one of <paramref name="names"/> nor holds a secret.</summary>
    public IEnumerable<KeyValuePair<string, string>> Strip(IEnumerable<KeyValuePair<string, string>> environment, IReadOnlySet<string> names)
    {
        foreach (var variable in environment)
        {
            if (!names.Contains(variable.Key) && !known.LongestFirst.Any(secret => Gives(variable.Value, secret)))
                yield return variable;
        }
    }

    private static bool Gives(string value, string secret) =>
        secret.Length < ShortestFoundInside ? value == secret : value.Contains(secret, StringComparison.Ordinal);

    /// <summary>Also in an address that <c>${VAR}</c> still keeps from being one.</summary>
    [GeneratedRegex(@"(?<=://)[^/?#\s]*(?=@)")]
    private static partial Regex Login();

    /// <summary>Output is looked at line by line, so a secret of several lines is hidden line by line.</summary>
    private static IEnumerable<string> TextsOf(IEnumerable<Secret> secrets) =>
        secrets.SelectMany(secret => LinesOf(secret.Reveal()).Prepend(secret.Reveal())).Where(text => text.Length >= ShortestMasked);

    private static IEnumerable<string> LinesOf(string secret) => secret.Trim().Split('\n', StringSplitOptions.TrimEntries) switch
    {
        [var only] => [only],
        var lines => lines.Where(line => line.Length >= ShortestLine),
    };

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

    /// <summary>All that one knows at a time; what it learns makes another one.</summary>
    private sealed class Texts
    {
        public Texts(IEnumerable<string> secrets)
        {
            LongestFirst = [.. secrets.Distinct(StringComparer.Ordinal)];
            Array.Sort(LongestFirst, (one, other) => other.Length.CompareTo(one.Length));
            Needles = SearchValues.Create(LongestFirst, StringComparison.Ordinal);
        }

        public string[] LongestFirst { get; }

        public SearchValues<string> Needles { get; }

        /// <summary>Of the longest secret that begins there; 0 when none does.</summary>
        public int LengthAt(ReadOnlySpan<char> text, int position)
        {
            foreach (var secret in LongestFirst)
            {
                if (text[position..].StartsWith(secret, StringComparison.Ordinal))
                    return secret.Length;
            }

            return 0;
        }
    }
}
