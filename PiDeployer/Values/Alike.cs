using System.Text;

namespace PiDeployer.Values;

/// <summary>Tells whether two complaints are the same one: programs put times, ports and process numbers into theirs, which are others each time.</summary>
internal static class Alike
{
    public static bool Are(string? one, string? other) => one == other || (one is not null && other is not null && Shape(one) == Shape(other));

    /// <summary>The text with one mark for each number.</summary>
    private static string Shape(string text)
    {
        var shape = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
                shape.Append(character);
            else if (shape is { Length: 0 } || shape[^1] != '#')
                shape.Append('#');
        }

        return shape.ToString();
    }
}
