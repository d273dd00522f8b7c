using System.Globalization;

namespace PiDeployer.Tests.Abuse;

/// <summary>How long nonsense is made up, and what decides which. <c>bench/abuse.sh</c> does it for longer.</summary>
internal static class Fuzz
{
    private static readonly double? Seconds = Number("PIDEPLOYER_FUZZ_SECONDS");

    /// <summary>Told when something was found, and given to find it again.</summary>
    public static int Seed { get; } = (int?)Number("PIDEPLOYER_FUZZ_SEED") ?? Random.Shared.Next();

    public static string Repeat => $"PIDEPLOYER_FUZZ_SEED={Seed} finds it again.";

    /// <summary>For one of several fuzzers.</summary>
    /// <param name="usual">In the test suite, in seconds.</param>
    /// <param name="share">Of the time that somebody has asked for.</param>
    public static TimeSpan Length(double usual, double share = 1) => TimeSpan.FromSeconds(Seconds * share ?? usual);

    private static double? Number(string variable) => double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
