using System.Globalization;

namespace PiDeployer.Projects;

/// <summary>A time as people write it: a number of seconds, or one with a unit: <c>90</c>, <c>90s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
internal static class DurationText
{
    private const double MaxSeconds = 1e9;

    /// <summary>Null when the text is none.</summary>
    public static TimeSpan? TryParse(string text)
    {
        var (digits, unit) = text.Length == 0 ? ("", 1) : text[^1] switch
        {
            's' => (text[..^1], 1),
            'm' => (text[..^1], 60),
            'h' => (text[..^1], 3600),
            'd' => (text[..^1], 86400),
            _ => (text, 1),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * unit < MaxSeconds
            ? TimeSpan.FromSeconds(number * unit)
            : null;
    }
}
