using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// Names what was built after its commit: <c>shop:0123456789ab</c>. The last <see cref="Commits"/> of a project stay, and older ones go where they are ours and nobody needs
/// them: no container, no rollback, no person who has given the name to something else.
/// </summary>
internal sealed class CommitTags
{
    /// <summary>So many keep their names.</summary>
    private const int Commits = 3;

    /// <summary>Of a commit's number, in digits.</summary>
    private const int TagLength = 12;

    private readonly StepContext context;
    private readonly BuiltImages built;
    private readonly CommitId commit;
    private readonly ImmutableArray<BuiltImage> notes;

    /// <summary>The names with the commit in them that were there before the build, and were not ours: they stay what they are.</summary>
    private readonly ImmutableHashSet<string> foreign;

    private CommitTags(StepContext context, BuiltImages built, CommitId commit, ImmutableArray<BuiltImage> notes, ImmutableHashSet<string> foreign) =>
        (this.context, this.built, this.commit, this.notes, this.foreign) = (context, built, commit, notes, foreign);

    private string Tag => commit.Value[..Math.Min(TagLength, commit.Value.Length)];

    /// <summary>To be called before the build, which may overwrite names.</summary>
    /// <exception cref="IOException">What was built before cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">What was built before may not be read.</exception>
    public static async Task<CommitTags> PrepareAsync(StepContext context, BuiltImages built, CommitId commit, CancellationToken cancellationToken)
    {
        var notes = built.Read();
        var foreign = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var tags = new CommitTags(context, built, commit, notes, []);
        foreach (var name in tags.Services().SelectMany(tags.NamesOf).Distinct())
        {
            var found = await FoundImage.ByNameAsync(context, name, cancellationToken);
            if (!found.IsKnown || (found.Id is { } id && !notes.Any(note => note.Name == name && note.Id == id)))
                foreign.Add(name);
        }

        return new CommitTags(context, built, commit, notes, foreign.ToImmutable());
    }

    /// <summary>Names what was built now, and takes the names of old ones away.</summary>
    /// <exception cref="IOException">It could not be written down, and so was not done.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async Task<StepResult> ApplyAsync(CancellationToken cancellationToken)
    {
        var now = new List<BuiltImage>();
        foreach (var service in Services())
        {
            if ((await FoundImage.ByNameAsync(context, service.Reference, cancellationToken)).Id is { } id)
                now.AddRange(NamesOf(service).Where(IsOurs).Select(name => new BuiltImage(Tag, service.Name, name, id)));
        }

        // A name that goes to another image is written down for both until it has.
        var before = notes.Where(note => !now.Contains(note)).ToList();
        built.Write([.. before, .. now]);
        foreach (var image in now)
        {
            var tagged = await context.RunAsync(context.Engine.In(["tag", image.Id, image.Name]), cancellationToken);
            if (tagged is not StepResult.Succeeded)
                return tagged;
        }

        var left = before.Where(note => !now.Exists(image => image.Name == note.Name)).ToList();
        foreach (var lost in before.Except(left).Where(note => !now.Exists(image => image.Id == note.Id)))
            await RemoveNamelessAsync(lost.Id, cancellationToken);
        built.Write([.. await PruneAsync(left, now, cancellationToken), .. now]);
        return new StepResult.Succeeded();
    }

    /// <summary>Of a build that failed, writes down the names with the commit in them that compose has given already, or nobody would ever take them away.</summary>
    /// <exception cref="IOException">It could not be written down.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async Task NoteAsync(CancellationToken cancellationToken)
    {
        var now = new List<BuiltImage>();
        foreach (var service in Services().Where(service => NamesOf(service).Contains(service.Reference) && !foreign.Contains(service.Reference)))
        {
            if ((await FoundImage.ByNameAsync(context, service.Reference, cancellationToken)).Id is { } id)
                now.Add(new BuiltImage(Tag, service.Name, service.Reference, id));
        }

        if (now.Exists(image => !notes.Contains(image)))
            built.Write([.. notes.Where(note => !now.Contains(note)), .. now]);
    }

    /// <summary>Answers those that stay.</summary>
    private async Task<List<BuiltImage>> PruneAsync(List<BuiltImage> older, List<BuiltImage> now, CancellationToken cancellationToken)
    {
        var kept = older.Select(note => note.Commit).Where(other => other != Tag).Reverse().Distinct().Take(Commits - 1).ToHashSet(StringComparer.Ordinal);
        var stay = older.FindAll(note => kept.Contains(note.Commit) || note.Commit == Tag);
        foreach (var note in older.Except(stay).ToList())
        {
            if (cancellationToken.IsCancellationRequested || !await LetGoAsync(note, stay.Concat(now), cancellationToken))
                stay.Add(note);
        }

        return [.. older.Where(stay.Contains)];
    }

    /// <summary>Whether nothing of it is left that would be ours to remove.</summary>
    private async Task<bool> LetGoAsync(BuiltImage note, IEnumerable<BuiltImage> others, CancellationToken cancellationToken)
    {
        var found = await FoundImage.ByNameAsync(context, note.Name, cancellationToken);
        if (!found.IsKnown)
            return false;
        if (found.Id != note.Id)
            return true;
        if (!others.Any(other => other.Id == note.Id) && await IsNeededAsync(note.Id, cancellationToken))
            return false;
        return await context.RunAsync(context.Engine.In(["image", "rm", note.Name]), cancellationToken) is StepResult.Succeeded;
    }

    /// <summary>By a container, or by a rollback that would not find it again without this name.</summary>
    private async Task<bool> IsNeededAsync(string id, CancellationToken cancellationToken)
    {
        var (containers, problem) = await AskAsync(["ps", "--all", "--quiet", "--filter", $"ancestor={id}"], cancellationToken);
        if (problem is not null || containers.Length > 0)
            return true;
        var wanted = context.Earlier.Append(context.LastGood ?? Snapshot.Nothing).Append(context.Before).SelectMany(snapshot => snapshot.Images).Any(image => image.Id == id);
        return wanted && (await NamesAsync(id, cancellationToken)).Length < 2;
    }

    /// <summary>What we had built and nobody can name any more is of no use to anybody. The engine refuses where a container runs it.</summary>
    private async Task RemoveNamelessAsync(string id, CancellationToken cancellationToken)
    {
        if (await NamesAsync(id, cancellationToken) is [])
            await AskAsync(["image", "rm", id], cancellationToken);
    }

    private bool IsOurs(string name)
    {
        if (!foreign.Contains(name))
            return true;
        context.Output.WriteLine($"{name} was there before and is not of a build here, so it is left alone.");
        return false;
    }

    /// <summary>Those that are built, and what compose calls the image.</summary>
    private IEnumerable<BuiltService> Services() => context.Configuration is not { } configuration ? []
        : configuration.Services.Keys.Where(name => configuration.Services[name].IsBuilt)
            .Select(name => new BuiltService(name, configuration.ImageOf(name, context.Engine.NameSeparator) ?? ""));

    /// <summary>The commit's tag, and the name of compose's where that has the commit in it too, and so is another each time. Two images of one repository need the service as well.</summary>
    private IEnumerable<string> NamesOf(BuiltService service)
    {
        if (!ImageName.TryParse(service.Reference, out var name) || name.HasDigest)
            return [];
        var isShared = Services().Any(other => other.Reference != service.Reference && ImageName.TryParse(other.Reference, out var image) && image.Repository == name.Repository);
        string[] names = [$"{name.Repository}:{Tag}{(isShared ? $"-{service.Name}" : "")}", .. service.Reference.Contains(Tag, StringComparison.Ordinal) ? [service.Reference] : Array.Empty<string>()];
        return names.Distinct();
    }

    private async Task<string[]> NamesAsync(string id, CancellationToken cancellationToken) =>
        await AskAsync(["image", "inspect", "--format", "{{range .RepoTags}}{{println .}}{{end}}", id], cancellationToken) is var (text, problem) && problem is null ? EngineCommand.Lines(text) : ["?"];

    private Task<(string Text, string? Problem)> AskAsync(ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        EngineCommand.AskAsync(context, context.Engine.In(arguments), cancellationToken);

    /// <param name="Name">In the compose file.</param>
    /// <param name="Reference">What compose calls its image.</param>
    private sealed record BuiltService(string Name, string Reference);
}
