namespace PiDeployer.Cli.Client;

/// <summary>An event of <c>/deployments/ID/events</c>.</summary>
/// <param name="Type"><c>message</c> for a line, <c>part</c> for a piece of a long one, <c>gap</c>, <c>lost</c>, <c>result</c>.</param>
/// <param name="Data">Its text; of several lines where it has several.</param>
/// <param name="Id">Where to go on after it; null when it says nothing of that.</param>
internal sealed record LogEvent(string Type, string Data, string? Id);
