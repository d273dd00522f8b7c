using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace PiDeployer.Values;

/// <summary>Names one deployment: <c>20261121-140507-9f3a61</c>, UTC to the second plus six random hex digits, so that ids sort by time and people can read them out.</summary>
internal sealed record DeploymentId
{
    private const string Pattern = "dddddddd-dddddd-xxxxxx";

    private DeploymentId(string value) => Value = value;

    public string Value { get; }

    public static DeploymentId New(TimeProvider clock)
    {
        var time = clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return new DeploymentId($"{time}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");
    }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DeploymentId? id)
    {
        id = text is not null && Fits(text) ? new DeploymentId(text) : null;
        return id is not null;
    }

    public override string ToString() => Value;

    private static bool Fits(string text)
    {
        for (var at = 0; at < Math.Min(text.Length, Pattern.Length); at++)
        {
            if (!Fits(Pattern[at], text[at]))
                return false;
        }

        return text.Length == Pattern.Length;
    }

    private static bool Fits(char expected, char given) => expected switch
    {
        'd' => char.IsAsciiDigit(given),
        'x' => char.IsAsciiHexDigitLower(given),
        _ => expected == given,
    };
}
