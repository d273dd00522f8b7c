using System.Collections.Immutable;
using System.Text;

namespace PiDeployer.Installation;

/// <summary>What has to be done to polkit's rule. The service's user owns <c>projects.yml</c>, so what is new in there is allowed only when root asks for it, and what is gone is always taken away.</summary>
internal static class RulePlan
{
    public static Plan Make(Place place, HardeningFacts facts)
    {
        if (facts.WhyNot is not null)
            return new Plan([], [], [$"Which units it may restart stays as it is, since projects.yml cannot be read: {facts.WhyNot}"]);
        var before = facts.Rule is null ? RestartedUnits.None : PolkitRule.UnitsOf(facts.Rule);
        var added = facts.Wanted.Besides(before);
        ImmutableArray<string> left = facts.IsAsked || added.IsEmpty ? []
            : [$"It may restart no unit that is new in projects.yml: `sudo pi-deployer install --hardened` would add {string.Join(", ", added)}."];
        if (PolkitRule.Make(facts.User, facts.IsAsked ? facts.Wanted : facts.Wanted.Within(before)) is not { } rule)
            return new Plan([], Removal(place, facts), left);
        if (facts.Rule is not null && !PolkitRule.IsOurs(facts.Rule))
            return new Plan([$"{Place.PolkitRule} is of your own, and the rule for {rule.Units} would take its place. Call it by another name, or remove it"], [], []);
        if (!facts.HasPolkit)
            return new Plan([$"without sudo only polkit can let it restart {rule.Units}, and there is no polkit here: `sudo apt install polkitd`"], [], []);
        return new Plan([], Writing(place, facts, rule, facts.IsAsked && !before.All.IsEmpty ? added : []), left);
    }

    /// <summary>Each by itself, since a run may have been cut off between them.</summary>
    private static ImmutableArray<Change> Removal(Place place, HardeningFacts facts)
    {
        var changes = ImmutableArray.CreateBuilder<Change>();
        if (facts.Rule is not null && PolkitRule.IsOurs(facts.Rule))
            changes.Add(new Change.Remove(Place.PolkitRule));
        if (facts.Copy is not null && PolkitRule.IsOurs(facts.Copy))
            changes.Add(new Change.Remove(place.PolkitCopy));
        return changes.ToImmutable();
    }

    private static ImmutableArray<Change> Writing(Place place, HardeningFacts facts, PolkitRule rule, ImmutableArray<string> added)
    {
        var (text, changes) = (Encoding.UTF8.GetBytes(rule.Text), ImmutableArray.CreateBuilder<Change>());
        if (rule.Text != facts.Copy)
            changes.Add(new Change.Write($"write {place.PolkitCopy}, a copy of the polkit rule for everybody to read", place.PolkitCopy, text, Modes.Readable));
        if (rule.Text != facts.Rule)
        {
            var news = added.IsEmpty ? "" : $"; new in it: {string.Join(", ", added)}";
            changes.Add(new Change.Write($"write the polkit rule {Place.PolkitRule}, by which it may restart {rule.Units}{news}", Place.PolkitRule, text, Modes.Readable));
        }

        return changes.ToImmutable();
    }
}
