using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>What makes the unit the stricter one: settings beside it, and since they forbid sudo, a rule of polkit's for the units that <c>projects.yml</c> names.</summary>
/// <param name="Plan">Of its files.</param>
/// <param name="Back">Undoes what the plan does to the unit; null where it does nothing to it.</param>
internal sealed record Hardening(Plan Plan, Change? Back)
{
    private const int MaxBytes = 1024 * 1024;

    public static Hardening None { get; } = new(new Plan([], [], []), null);

    /// <param name="options">What was asked.</param>
    /// <param name="place">Where the projects are.</param>
    /// <param name="user">Whom the service runs as.</param>
    /// <param name="variables">What it finds in its environment.</param>
    public static Hardening Find(InstallOptions options, Place place, string user, ImmutableDictionary<string, string> variables)
    {
        if (!options.IsHardened && !File.Exists(Place.Hardened))
            return None;
        var units = RestartedUnits.In(place, variables, out var whyNot);
        return Make(place, new HardeningFacts
        {
            IsAsked = options.IsHardened,
            HasFolder = Directory.Exists(Place.UnitChanges),
            Settings = SmallFile.Read(Place.Hardened, MaxBytes),
            HasPolkit = Directory.Exists(Place.PolkitRules),
            Rule = SmallFile.ReadText(Place.PolkitRule, MaxBytes),
            Copy = SmallFile.ReadText(place.PolkitCopy, MaxBytes),
            User = user,
            Wanted = units,
            WhyNot = whyNot,
        });
    }

    public static Hardening Make(Place place, HardeningFacts facts)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        var settings = Samples.Read(Samples.Hardened);
        var isNew = facts.Settings is null || !facts.Settings.AsSpan().SequenceEqual(settings);
        if (!facts.HasFolder)
            changes.Add(new Change.MakeFolder(Place.UnitChanges));
        if (isNew)
            changes.Add(new Change.Write($"write {Place.Hardened}, which forbids the service all that it can do without, sudo too", Place.Hardened, settings, Modes.Readable));
        var rule = RulePlan.Make(place, facts);
        changes.AddRange(rule.Changes);
        return new Hardening(
            rule with { Changes = changes.ToImmutable() },
            !isNew ? null : facts.Settings is { } before ? new Change.Write("bring the settings from before back", Place.Hardened, before, Modes.Readable) : new Change.Remove(Place.Hardened));
    }

    /// <summary>What there is of it outside of our folder: the whole folder of settings where nothing else is in there.</summary>
    public static ImmutableArray<string> Found()
    {
        var found = ImmutableArray.CreateBuilder<string>();
        if (File.Exists(Place.Hardened))
            found.Add(Directory.GetFileSystemEntries(Place.UnitChanges).Length == 1 ? Place.UnitChanges : Place.Hardened);
        if (SmallFile.ReadText(Place.PolkitRule, MaxBytes) is { } rule && PolkitRule.IsOurs(rule))
            found.Add(Place.PolkitRule);
        return found.ToImmutable();
    }
}
