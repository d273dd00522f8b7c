using System.Numerics;

namespace PiDeployer.Values;

/// <summary>Which numbers one field of a cron expression means.</summary>
/// <param name="Bits">One for each number, from 0.</param>
/// <param name="IsStar">Whether it begins with <c>*</c>, also when a step follows.</param>
internal sealed record CronField(ulong Bits, bool IsStar)
{
    public bool Has(int number) => (Bits >> number & 1) != 0;

    /// <summary>The first one from this number on, which is below 64; -1 when there is none.</summary>
    public int From(int number) => Bits >> number is var rest and not 0 ? number + BitOperations.TrailingZeroCount(rest) : -1;
}
