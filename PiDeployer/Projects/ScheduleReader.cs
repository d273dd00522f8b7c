using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Reads what an entry of <c>projects.yml</c> says of its times: <c>schedule: "30 3 * * *"</c>, <c>time_zone: Europe/Berlin</c>.</summary>
internal static class ScheduleReader
{
    /// <param name="entry">The project's own, defaults merged in.</param>
    /// <param name="whyNot">Why such a project cannot have one; null when it can.</param>
    /// <returns>Null when there is none, or anything is wrong; all of it has been reported then.</returns>
    public static ProjectSchedule? Read(MappingReader entry, string? whyNot)
    {
        var times = entry.Texts<CronExpression>("schedule", CronExpression.Parse);
        var zone = entry.Text("time_zone") is { } name ? Zone(entry, name) : TimeZoneInfo.Local;
        if (whyNot is not null && !entry.Lacks("schedule"))
            entry.Reject("schedule", whyNot);
        return times.IsEmpty || zone is null ? null : new ProjectSchedule(times, zone);
    }

    /// <summary>They are files, in a folder that a name must not lead out of.</summary>
    private static TimeZoneInfo? Zone(MappingReader entry, string name)
    {
        if (name.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '_' or '+' or '-') && !name.StartsWith('/') && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        var known = TimeZoneInfo.GetSystemTimeZones();
        entry.Reject("time_zone", known.Count > 1
            ? $"time_zone '{name}' is none that this machine knows, such as Europe/Berlin{Suggestion.For(name, known.Select(one => one.Id))}"
            : $"time_zone '{name}' cannot be found, since this machine has no time zones; they are in the package tzdata");
        return null;
    }
}
