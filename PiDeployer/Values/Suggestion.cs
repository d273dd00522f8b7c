namespace PiDeployer.Values;

/// <summary>Guesses what somebody meant to type.</summary>
internal static class Suggestion
{
    /// <summary>Either empty, or <c>; did you mean 'x'?</c> with the nearest other candidate that is near enough.</summary>
    public static string For(string typed, IEnumerable<string> candidates)
    {
        var (nearest, fewest) = ((string?)null, int.MaxValue);
        foreach (var candidate in candidates)
        {
            if (candidate != typed && Distance(typed, candidate) is var edits && edits < fewest)
                (nearest, fewest) = (candidate, edits);
        }

        return nearest is { } meant && fewest <= Math.Max(2, meant.Length / 3) ? $"; did you mean '{meant}'?" : "";
    }

    /// <summary>Levenshtein's distance, row by row, with letters compared regardless of case.</summary>
    private static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        for (var j = 0; j < previous.Length; j++)
            previous[j] = j;
        for (var i = 0; i < a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i + 1;
            for (var j = 0; j < b.Length; j++)
            {
                var substitution = previous[j] + (char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]) ? 0 : 1);
                current[j + 1] = Math.Min(substitution, Math.Min(previous[j + 1], current[j]) + 1);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
