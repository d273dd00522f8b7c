using System.Text.Json;

namespace PiDeployer.Values;

/// <summary>What is wrong with JSON that others wrote: it is none, or a member is of another kind than is asked of it, or a text in it is not valid Unicode, which is found out only where that text is looked at.</summary>
internal static class JsonTrouble
{
    public static bool Is(Exception e) => e is JsonException or InvalidOperationException;
}
