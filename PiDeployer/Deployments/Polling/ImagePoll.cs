using System.Collections.Concurrent;
using System.Collections.Immutable;
using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Registries;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments.Polling;

/// <summary>Asks the registries whether the tags of a project's images mean other ones than here, and has the project deployed then.</summary>
/// <param name="directory">Absolute; holds what was seen, a file for each project.</param>
/// <param name="coordinator">Takes the deployments.</param>
/// <param name="registry">Asks.</param>
/// <param name="gates">One connection for each host.</param>
/// <param name="redactionNow">All secrets that are known.</param>
/// <param name="contextOf">What a project's containers are asked with, and what hides its secrets.</param>
/// <param name="clock">For the ages.</param>
/// <param name="logger">Told what was found.</param>
internal sealed partial class ImagePoll(
    string directory, DeploymentCoordinator coordinator, Registry registry, HostGates gates, Func<Redaction> redactionNow, Func<Project, Redaction, StepContext> contextOf, TimeProvider clock, ILogger<ImagePoll> logger) : IPoll
{
    private readonly ConcurrentDictionary<ProjectName, ClockJumps> clocks = new();

    /// <summary>Of a folder, each stack is asked for by itself.</summary>
    public TimeSpan? IntervalOf(Project project) => project.Stacks is null ? project.PollImages : null;

    public void Forget(Func<ProjectName, bool> isAskedFor) => SeenFiles.Prune(directory, isAskedFor);

    public async Task<PollOutcome> AskAsync(Project project, CancellationToken cancellationToken)
    {
        if (coordinator.IsDeploying(project.Name))
            return new PollOutcome.Answered(); // What it has is about to be something else.
        var redaction = redactionNow().OfItsOwn(); // It learns those among the project's variables.
        var context = contextOf(project, redaction);
        var (images, trouble) = await PulledImages.FindAsync(context, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (trouble is not null)
            return new PollOutcome.Failed(redaction.Apply($"its images cannot be told: {trouble}"), "its images cannot be told");

        var (digests, problems) = await DigestsAsync(context, images, cancellationToken);
        var path = Path.Combine(directory, project.Name.Value);
        var before = SeenImages.Read(path);
        var jump = clocks.GetOrAdd(project.Name, _ => new ClockJumps(clock)).Look();
        var moves = ImageMoves.Of(jump > TimeSpan.Zero ? SeenImages.Later(before, jump) : before, images, digests, clock.GetUtcNow(), project.MinAge);
        foreach (var name in moves.Seen.Keys.Where(name => before.GetValueOrDefault(name)?.Digest != moves.Seen[name].Digest && !moves.Seen[name].IsDeployed))
            Log.Found(logger, project.Name.Value, redaction.Apply(name), moves.Seen[name].Digest);
        var seen = moves.Ready.IsEmpty || !await DeployAsync(project, redaction.Apply(string.Join(", ", moves.Ready)), cancellationToken) ? moves.Seen : moves.AfterDeployment();
        if (seen.Count != before.Count || seen.Keys.Any(name => before.GetValueOrDefault(name) != seen[name]))
            Write(path, seen);
        return problems.Count == 0
            ? new PollOutcome.Answered()
            : new PollOutcome.Failed(redaction.Apply(string.Join("; ", problems)), $"{problems.Count} of {images.Length} images could not be looked up");
    }

    /// <summary>One after the other, each registry for itself.</summary>
    private async Task<(Dictionary<string, string> Digests, List<string> Problems)> DigestsAsync(StepContext context, ImmutableArray<PulledImage> images, CancellationToken cancellationToken)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var there in images.Select(image => image.Reference).GroupBy(image => image.Host))
        {
            var login = await RegistryLogins.FindAsync(context, there.Key, cancellationToken);
            var allowsPlain = Registry.IsLoopback(there.Key) || (there.Key != ImageReference.Hub && await PulledImages.IsInsecureAsync(context, there.Key, cancellationToken));
            using var turn = await gates.EnterAsync(there.Key, cancellationToken);
            foreach (var image in there)
            {
                switch (await registry.DigestAsync(image, login, allowsPlain, cancellationToken))
                {
                    case RegistryAnswer.Found(var digest):
                        digests[image.Name] = digest;
                        break;
                    case RegistryAnswer.Unknown(var reason):
                        problems.Add(reason);
                        break;
                }
            }
        }

        return (digests, problems);
    }

    /// <returns>Whether it will be tried. While another one is under way it is not: that may bring these very images.</returns>
    private async Task<bool> DeployAsync(Project project, string images, CancellationToken cancellationToken)
    {
        var wish = Deployment.New(project.Name, DeploymentTrigger.Poll, clock);
        switch (await coordinator.AcceptAsync(wish, queues: false, cancellationToken))
        {
            case Acceptance.Accepted:
                Log.Deploys(logger, project.Name.Value, images, wish.Id.Value);
                return true;
            case Acceptance.NotRecorded(var reason):
                Log.NotRecorded(logger, project.Name.Value, reason);
                return false;
            default:
                return false;
        }
    }

    private void Write(string path, Dictionary<string, SeenImage> seen)
    {
        try
        {
            SeenImages.Write(path, seen);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            Log.NotWritten(logger, path, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "For {Project} there is a new image of {Image} in its registry: {Digest}.")]
        public static partial void Found(ILogger logger, string project, string image, string digest);

        [LoggerMessage(LogLevel.Information, "{Project} gets new images by polling, of {Images}: deployment {Id}.")]
        public static partial void Deploys(ILogger logger, string project, string images, string id);

        [LoggerMessage(LogLevel.Error, "{Project} has new images, but its deployment could not be written down: {Reason}. It is tried again.")]
        public static partial void NotRecorded(ILogger logger, string project, string reason);

        [LoggerMessage(LogLevel.Error, "Which images polling has seen could not be written to {File}: {Reason}")]
        public static partial void NotWritten(ILogger logger, string file, string reason);
    }
}
