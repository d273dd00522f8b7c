namespace PiDeployer.Checks;

/// <summary>One thing that was looked at, and how it is. It never holds a secret.</summary>
/// <param name="Check">Which check found it; a word that stays the same, for programs.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="What">A sentence without its stop.</param>
/// <param name="Where">A path, an address, a unit, or <c>FILE:LINE:COLUMN</c>; null where there is no better place than the project itself.</param>
/// <param name="Mend">What a person does about it; null when there is nothing to do.</param>
internal sealed record Finding(string Check, Severity Severity, string What, string? Where, string? Mend);
