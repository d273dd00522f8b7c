using System.Collections.Immutable;
using System.Text;

namespace PiDeployer.Installation;

/// <summary>From what there is to what has to be done: every problem, and every change and none that is not needed.</summary>
internal static class InstallPlan
{
    public static Plan Make(InstallFacts facts, InstallOptions options) =>
        new(InstallProblems.Of(facts, options), facts.Self is { } self ? Changes(facts, options, self) : [], [.. facts.Files.Left, .. facts.Hardening.Plan.Left]);

    private static ImmutableArray<Change> Changes(InstallFacts facts, InstallOptions options, string self)
    {
        var (place, changes) = (facts.Place, ImmutableArray.CreateBuilder<Change>());
        if (facts is { Account: null, User: Account.OurName })
        {
            changes.Add(new Change.Run(
                $"make the user {facts.User}, whose home /home/{facts.User} is for checkouts and a key for ssh", "useradd",
                ["--system", "--user-group", "--create-home", "--home-dir", $"/home/{facts.User}", "--shell", "/usr/sbin/nologin", "--comment", Account.Mark, facts.User]));
        }

        if (facts.LacksDocker)
            changes.Add(new Change.Run($"put {facts.User} into the group docker, whose members can do all that root can", "usermod", ["--append", "--groups", "docker", facts.User]));
        if (!facts.HasFolder)
            changes.Add(new Change.MakeFolder(place.Directory));
        if (facts.Program == InstalledProgram.None)
            changes.Add(new Change.CopyProgram(self, place.Program));
        if (facts.Link is null)
            changes.Add(new Change.MakeLink(Place.Link, place.Program));
        AddFiles(facts, changes);
        var isUnitNew = AddUnit(facts, changes);
        if (!facts.IsEnabled)
            changes.Add(new Change.Run("have it start with the machine", "systemctl", ["enable", "--quiet", Service.Name]));
        AddStart(facts, options, self, isUnitNew, changes);
        return changes.ToImmutable();
    }

    /// <summary>What root writes is root's at first, and so is what a run left that was cut off.</summary>
    private static void AddFiles(InstallFacts facts, ImmutableArray<Change>.Builder changes)
    {
        var unreadable = facts.Unreadable;
        foreach (var change in facts.Files.Changes)
        {
            changes.Add(change);
            if (change is not Change.Write file)
                continue;
            changes.Add(new Change.Give(file.Path, facts.User));
            unreadable = unreadable.Remove(file.Path);
        }

        foreach (var file in unreadable)
            changes.Add(new Change.Give(file, facts.User));
    }

    /// <returns>Whether the unit is another one then.</returns>
    private static bool AddUnit(InstallFacts facts, ImmutableArray<Change>.Builder changes)
    {
        var unit = UnitFile.Make(facts.User, facts.Place.Directory);
        if (unit != facts.Unit && facts.Unit is { } before)
        {
            changes.Add(new Change.Write(
                $"keep the unit from before as {facts.Place.PreviousUnit}; changes of your own belong in `sudo systemctl edit pi-deployer`",
                facts.Place.PreviousUnit, Encoding.UTF8.GetBytes(before), Modes.Readable));
        }

        if (unit != facts.Unit)
            changes.Add(WriteUnit($"write the unit {Place.Unit}, by which it runs as {facts.User}", unit));
        changes.AddRange(facts.Hardening.Plan.Changes);
        if (unit == facts.Unit && facts.Hardening.Back is null)
            return false;
        changes.Add(TellSystemd);
        return true;
    }

    private static Change.Run TellSystemd { get; } = new("tell systemd of it", "systemctl", ["daemon-reload"]);

    private static Change.Write WriteUnit(string says, string unit) => new(says, Place.Unit, Encoding.UTF8.GetBytes(unit), Modes.Readable);

    /// <summary>What brings the unit from before back.</summary>
    private static ImmutableArray<Change> Back(InstallFacts facts)
    {
        var back = ImmutableArray.CreateBuilder<Change>();
        if (facts.Unit is { } before)
            back.Add(WriteUnit("bring the unit from before back", before));
        if (facts.Hardening.Back is { } change)
            back.Add(change);
        back.Add(TellSystemd);
        return back.ToImmutable();
    }

    private static void AddStart(InstallFacts facts, InstallOptions options, string self, bool isUnitNew, ImmutableArray<Change>.Builder changes)
    {
        var place = facts.Place;
        if (facts.Program == InstalledProgram.Other)
        {
            changes.Add(new Change.Try(
                $"put this program in the place of {place.Program}{(options.Starts ? ", restart, and bring the one from before back if it does not get ready" : "")}",
                place, self, options.Starts, isUnitNew && facts.Unit is not null ? Back(facts) : []));
        }
        else if (options.Starts && (!facts.IsActive || isUnitNew || !facts.Files.Changes.IsEmpty))
        {
            changes.Add(new Change.Start(facts.IsActive ? "restart it, and wait until it is ready" : "start it, and wait until it is ready", facts.IsActive ? "restart" : "start"));
        }
    }
}
