using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Which deployments somebody wants to see.</summary>
/// <param name="Project">Null for those of all.</param>
/// <param name="States">The names of their states; null for any.</param>
/// <param name="Text">What is to be found in what people know them by, whatever its case; null or empty for anything.</param>
internal sealed record DeploymentFilter(ProjectName? Project, IReadOnlyList<string>? States = null, string? Text = null)
{
    /// <summary>So many records are looked at for one page: what takes longer is asked for again, by whoever still wants to know.</summary>
    public const int MostLookedAt = 2000;

    /// <summary>All names that there are, for people.</summary>
    public static string KnownStates { get; } = string.Join(", ", DeploymentStates.Names);

    /// <summary>The first that is no state's name; null as a rule.</summary>
    public string? UnknownState => States?.FirstOrDefault(state => DeploymentStates.TryParse(state) is null);

    /// <param name="text">Such as <c>failed,timed_out</c>; null or empty for any.</param>
    public static IReadOnlyList<string>? StatesOf(string? text) =>
        string.IsNullOrEmpty(text) ? null : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public bool Matches(DeploymentEntry entry) =>
        (Project is null || entry.Project == Project.Value)
        && (States?.Contains(entry.State) ?? true)
        && (string.IsNullOrEmpty(Text) || Has(entry.Project) || Has(entry.Message) || Has(entry.Author) || Has(entry.Ref) || Has(entry.Error) || Has(entry.Service) || Begins(entry.Commit) || Begins(entry.Id));

    private bool Has(string? text) => text is not null && Text is not null && text.Contains(Text, StringComparison.OrdinalIgnoreCase);

    private bool Begins(string? text) => text is not null && Text is not null && text.StartsWith(Text, StringComparison.OrdinalIgnoreCase);
}
