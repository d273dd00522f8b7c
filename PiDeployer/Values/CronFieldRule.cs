using System.Collections.Immutable;
using System.Globalization;

namespace PiDeployer.Values;

/// <summary>What one field of a cron expression may hold: <c>*</c>, numbers, names, ranges, steps, and lists of them.</summary>
/// <param name="Title">What people call it.</param>
/// <param name="First">Its lowest number.</param>
/// <param name="Last">Its highest number, where everything from one on is meant.</param>
/// <param name="Names">Of the numbers from <paramref name="First"/> on; empty when they have none.</param>
internal sealed record CronFieldRule(string Title, int First, int Last, ImmutableArray<string> Names)
{
    /// <summary>A number that means <see cref="First"/> too, and comes after <see cref="Last"/>: the week may begin or end with Sunday.</summary>
    public int? AlsoFirst { get; init; }

    private int Highest => AlsoFirst ?? Last;

    private string Allowed => Names.IsEmpty ? $"* or {First} to {Last}" : $"*, {First} to {Highest} or {Names[0]} to {Names[^1]}";

    /// <param name="text">As it stands in the expression.</param>
    /// <param name="problem">Ends the sentence "EXPRESSION …".</param>
    public CronField? Parse(string text, out string problem)
    {
        var bits = 0UL;
        problem = "";
        foreach (var part in text.Split(','))
        {
            bits |= Part(part, out problem);
            if (problem.Length > 0)
                return null;
        }

        if (AlsoFirst is { } also && (bits >> also & 1) != 0)
            bits = (bits & ~(1UL << also)) | (1UL << First);
        return new CronField(bits, text[0] == '*');
    }

    private ulong Part(string text, out string problem)
    {
        problem = $"has '{text}' for the {Title}, which may be {Allowed}, a range (a-b), a step (*/n or a-b/n), or a list of these";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var range = slash < 0 ? text : text[..slash];
        var step = 1;
        if (slash >= 0 && !(TryParseNumber(text[(slash + 1)..], out step) && step > 0 && step <= Highest))
        {
            problem = $"has '{text}' for the {Title}, where a step may be 1 to {Highest}";
            return 0;
        }

        if (!TryParseRange(range, slash >= 0, out var from, out var to))
            return 0;
        if (to < from)
        {
            problem = $"has '{text}' for the {Title}, a range that ends before it begins; write two: {from}-{Last},{First}-{to}";
            return 0;
        }

        problem = "";
        var bits = 0UL;
        for (var number = from; number <= to; number += step)
            bits |= 1UL << number;
        return bits;
    }

    private bool TryParseRange(string text, bool hasStep, out int from, out int to)
    {
        (from, to) = (First, Last);
        if (text == "*")
            return true;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (!TryParse(dash < 0 ? text : text[..dash], out from))
            return false;
        if (dash < 0)
        {
            to = hasStep ? Math.Max(from, Last) : from;
            return true;
        }

        if (!TryParse(text[(dash + 1)..], out to))
            return false;
        if (to == First && from > First && AlsoFirst is { } also && !char.IsAsciiDigit(text[dash + 1]))
            to = also; // Who writes fri-sun means the Sunday after the Friday.
        return true;
    }

    private bool TryParse(string text, out int number)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (string.Equals(text, Names[i], StringComparison.OrdinalIgnoreCase))
            {
                number = First + i;
                return true;
            }
        }

        return TryParseNumber(text, out number) && number >= First && number <= Highest;
    }

    private static bool TryParseNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
