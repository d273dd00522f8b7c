using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>When a project is deployed without anybody asking for it.</summary>
/// <param name="Times">At least one; each of them counts.</param>
/// <param name="Zone">Whose clocks they mean.</param>
internal sealed record ProjectSchedule(ImmutableArray<CronExpression> Times, TimeZoneInfo Zone)
{
    /// <summary>In the zone's own time; null at the end of all time.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        DateTimeOffset? soonest = null;
        foreach (var times in Times)
        {
            if (times.Next(after, Zone) is { } next && !(soonest <= next))
                soonest = next;
        }

        return soonest;
    }

    /// <summary>Whether both mean the same times; two readings of one file do.</summary>
    public bool Equals(ProjectSchedule? other) => ToString() == other?.ToString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    public override string ToString() => $"{string.Join(" and ", Times.Select(times => $"'{times}'"))} in {Zone.Id}";
}
