using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Projects;

/// <summary>One of the events as the file calls them.</summary>
internal sealed record EventName(NotifiedEvents Event)
{
    /// <summary>In the order of <see cref="NotifiedEvents"/>.</summary>
    private static readonly string[] Names = ["started", "succeeded", "failed", "recovered"];

    /// <summary>What one has to be, as the end of a sentence.</summary>
    public static string Rule { get; } = $"is not one of {string.Join(", ", Names)}";

    public static bool TryParse(string text, [NotNullWhen(true)] out EventName? name)
    {
        name = Array.IndexOf(Names, text) is var index and >= 0 ? new EventName((NotifiedEvents)(1 << index)) : null;
        return name is not null;
    }

    /// <summary>None for no name.</summary>
    public static NotifiedEvents All(IEnumerable<EventName> names)
    {
        var all = NotifiedEvents.None;
        foreach (var name in names)
            all |= name.Event;
        return all;
    }
}
