using FsCheck;
using FsCheck.Fluent;

namespace PiDeployer.Tests.Infra;

/// <summary>Tries a property on random sequences of steps, and makes one that breaks it as short as it can before it tells.</summary>
internal static class Sequences
{
    /// <param name="cases">How many sequences.</param>
    /// <param name="longest">Steps in one, at most.</param>
    /// <param name="step">Makes a step of a random number below 2^20.</param>
    /// <param name="property">Throws when it does not hold.</param>
    public static void ShouldAllKeep<T>(int cases, int longest, Func<int, T> step, Action<T[]> property) =>
        Check.One(Cases(cases), Prop.ForAll(Of(longest, step), property));

    public static void ShouldAllKeepAsync<T>(int cases, int longest, Func<int, T> step, Func<T[], Task> property) =>
        Check.One(Cases(cases), Prop.ForAll(Of(longest, step), property));

    private static Config Cases(int number) => Config.QuickThrowOnFailure.WithMaxTest(number);

    private static Arbitrary<T[]> Of<T>(int longest, Func<int, T> step)
    {
        var steps = Gen.Choose(0, (1 << 20) - 1).Select(step);
        return Arb.From(Gen.Choose(1, longest).SelectMany(length => Gen.ArrayOf(steps, length)), Shorter);
    }

    /// <summary>Half of it, and all that lack one step.</summary>
    private static IEnumerable<T[]> Shorter<T>(T[] sequence)
    {
        if (sequence.Length > 3)
            yield return sequence[..(sequence.Length / 2)];
        for (var i = sequence.Length - 1; i >= 0 && sequence.Length > 1; i--)
            yield return [.. sequence[..i], .. sequence[(i + 1)..]];
    }
}
