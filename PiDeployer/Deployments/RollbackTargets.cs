using System.Collections.Immutable;
using PiDeployer.Pipelines;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>A state to go back to.</summary>
/// <param name="Id">The deployment that had reached it; null when it was there before we came.</param>
internal sealed record RollbackTarget(DeploymentId? Id, Snapshot Snapshot)
{
    /// <summary>The deployment whose record has it, which may be a later one that went back to it; null when none has it as its own.</summary>
    public DeploymentId? Record { get; init; }

    /// <summary>What of it concerns an update: all, or the images of the one service. Null when that is nothing.</summary>
    public RollbackTarget? For(ServiceUpdate? update)
    {
        if (update is null)
            return this;
        var images = Snapshot.Images.RemoveAll(image => image.Service != update.Service.Value);
        return images.IsEmpty ? null : this with { Snapshot = new Snapshot(null, images) };
    }
}

/// <summary>Finds in the history what a project can go back to. Good is what ended with a working state: a success, or a rollback that worked.</summary>
internal sealed class RollbackTargets(DeploymentHistory history)
{
    private const int MostRecent = 5;

    /// <summary>What is there and works; null when there is nothing, or it is not sure, as after a failure.</summary>
    public CommitId? LiveCommit(ProjectName project) => Latest(project) is { } latest && IsGood(latest) ? latest.After.ToSnapshot().Commit : null;

    /// <summary>What the project's files said when all of it was deployed last; null when that did not end well, or is not known.</summary>
    public string? DeployedContent(ProjectName project) => Life(project).FirstOrDefault(entry => HasChanged(entry) && entry.Service is null)?.Content;

    /// <summary>Whether the last deployment that changed anything did not get where it wanted, or back: what does not run since then was not stopped by a person.</summary>
    public bool IsUnfinished(ProjectName project) => Latest(project) is { } latest && !IsGood(latest);

    /// <summary>The names by which calls have brought a service's images here.</summary>
    public ImmutableArray<string> PulledAs(ProjectName project, ServiceName service) =>
        [.. history.Of(project).Where(entry => entry.Service == service.Value).Select(entry => entry.Image).OfType<string>().Distinct()];

    /// <summary>For a deployment that failed.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="before">
    /// What it found when it began. That counts, unless the deployment before this one had failed as well. Where all that are known have failed, what the first one found
    /// is the best there is.
    /// </param>
    public RollbackTarget? AfterFailure(ProjectName project, Snapshot before)
    {
        var good = Good(project).FirstOrDefault();
        var latest = Latest(project);
        if (good is null)
            before = Life(project).Where(HasChanged).LastOrDefault(entry => entry.Before is not null)?.Before.ToSnapshot() ?? before;
        var after = good?.After.ToSnapshot();
        // Where nobody could be asked for the images, or somebody had taken the containers down, those that it left are the ones.
        var snapshot = after is null || (good?.Id == latest?.Id && !(before.Images.IsEmpty && before.Commit == after.Commit)) ? before : after;
        return snapshot == Snapshot.Nothing ? null : new RollbackTarget(IdOf(good), snapshot);
    }

    /// <summary>The last state that worked, where what is there now does not; null where it does, or none is known.</summary>
    public Snapshot? BetterThanNow(ProjectName project) => Latest(project) is { } latest && !IsGood(latest) ? AfterFailure(project, Snapshot.Nothing)?.Snapshot : null;

    /// <summary>What was before the state that is there now: the last good one when the last deployment failed, else the one before it that differs.</summary>
    public RollbackTarget? Previous(ProjectName project)
    {
        if (Latest(project) is not { } latest)
            return null;
        if (!IsGood(latest))
            return Good(project).Select(Target).FirstOrDefault(target => target is not null);

        var now = latest.After.ToSnapshot();
        var origin = latest.Restored ?? latest.Id;
        var older = Life(project).SkipWhile(entry => entry.Id != origin).ToList();
        if (older is [{ Restored: null } first, ..] && DeploymentStates.TryParse(first.State) == DeploymentState.RolledBack)
            return null; // It went back to what was there before all that we know.
        return older.Where(IsGood).Select(Target).FirstOrDefault(target => target is not null && target.Snapshot != now)
            ?? older.Take(1).Select(entry => entry.Before.ToSnapshot()).Where(found => found != Snapshot.Nothing && found != now)
                .Select(found => new RollbackTarget(null, found)).FirstOrDefault();
    }

    /// <summary>The state after a certain deployment; null when it left none that can be restored.</summary>
    public RollbackTarget? Of(ProjectName project, DeploymentId id) =>
        history.Find(project, id) is { } entry && IsGood(entry) ? Target(entry) : null;

    /// <summary>The last <see cref="MostRecent"/> states that somebody may go back to.</summary>
    public IReadOnlyList<Snapshot> Recent(ProjectName project) => [.. Good(project).Select(entry => entry.After.ToSnapshot()).Distinct().Take(MostRecent)];

    /// <summary>The last one that changed anything.</summary>
    private DeploymentEntry? Latest(ProjectName project) => history.Latest(project) switch
    {
        { Removes: true } => null,
        { } latest when !HasChanged(latest) => Life(project).FirstOrDefault(HasChanged),
        var latest => latest,
    };

    /// <summary>Since it is there: a branch's environment may have been taken away and come again, and then nothing is left of what it was before.</summary>
    private IEnumerable<DeploymentEntry> Life(ProjectName project) => history.Of(project).TakeWhile(entry => entry.Removes != true);

    private static bool HasChanged(DeploymentEntry entry) => entry.StartedAt is not null && entry.Changed != false;

    private IEnumerable<DeploymentEntry> Good(ProjectName project) => Life(project).Where(IsGood);

    private static RollbackTarget? Target(DeploymentEntry entry) =>
        entry.After.ToSnapshot() is var after && after != Snapshot.Nothing ? new RollbackTarget(IdOf(entry), after) { Record = Parse(entry.Id) } : null;

    /// <summary>A rollback's state is that of the deployment that it restored.</summary>
    private static DeploymentId? IdOf(DeploymentEntry? entry) => Parse(entry?.Restored ?? entry?.Id);

    private static DeploymentId? Parse(string? text) => DeploymentId.TryParse(text, out var id) ? id : null;

    private static bool IsGood(DeploymentEntry entry) => DeploymentStates.TryParse(entry.State) is DeploymentState.Succeeded or DeploymentState.RolledBack;
}
