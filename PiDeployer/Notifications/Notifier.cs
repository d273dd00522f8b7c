using PiDeployer.Deployments;
using PiDeployer.Projects;

namespace PiDeployer.Notifications;

/// <summary>Tells people how deployments begin and end, on the channels of <c>projects.yml</c>. Every channel has its own queue, so that one that hangs does not keep the others from hearing.</summary>
internal sealed class Notifier(LiveCatalog catalog, ChannelKinds kinds, Troubles troubles, Uri? publicAddress, OutboxCounts counts, ILogger<Notifier> logger) : IDisposable
{
    private readonly Lock gate = new();

    /// <summary>Those that are told now, and after them those that the file does not name any more, while something waits there.</summary>
    private readonly List<ChannelQueue> queues = [];

    private ProjectCatalog? seen;

    public void Follow(DeploymentEvent happened)
    {
        lock (gate)
        {
            if (MessageOf(happened) is not { } message)
                return;
            Refresh();
            var wanted = ProjectOf(happened)?.Channels;
            foreach (var queue in queues.Where(queue => queue.Wants(message) && wanted?.Contains(queue.Name) != false))
                queue.Add(happened.Deployment, message);
        }
    }

    /// <inheritdoc cref="Outbox.StopAsync"/>
    public Task StopAsync(TimeSpan grace)
    {
        lock (gate)
            return Task.WhenAll(queues.Select(queue => queue.StopAsync(grace)).ToList());
    }

    public void Dispose()
    {
        foreach (var queue in queues)
            queue.Dispose();
    }

    /// <summary>Null where nobody is told.</summary>
    private Message? MessageOf(DeploymentEvent happened)
    {
        var messages = new Messages(catalog.Current.Redaction.Apply, publicAddress);
        switch (happened)
        {
            case DeploymentEvent.Started(var deployment, var project):
                return troubles.TellsStart(deployment) ? messages.OfStart(deployment, project) : null;
            case DeploymentEvent.Finished(var deployment, var result):
                var telling = troubles.Ended(deployment, result);
                var note = NoteText.Of(telling, result.StartedAt ?? deployment.AcceptedAt);
                return telling is Telling.Nothing ? null : messages.OfEnd(deployment, result, note, recovered: telling is Telling.Recovery);
            case DeploymentEvent.Removed(var deployment, _):
                troubles.Forget(deployment);
                return null;
            default:
                return null;
        }
    }

    /// <summary>Of one that is gone from the file since, nothing is known; then everybody is told.</summary>
    private Project? ProjectOf(DeploymentEvent happened) => happened switch
    {
        DeploymentEvent.Started started => started.Project,
        DeploymentEvent.Finished finished => finished.Project ?? catalog.Current.Find(happened.Deployment.Project),
        _ => null,
    };

    /// <summary>What a reload has changed counts from the next message on. What waits on a channel goes where the channel leads now; on one that is gone, where it led.</summary>
    private void Refresh()
    {
        var current = catalog.Current;
        if (ReferenceEquals(current, seen))
            return;
        seen = current;
        var wanted = kinds.All(current).ToDictionary(settings => settings.Name, StringComparer.Ordinal);
        foreach (var queue in queues.Where(queue => !queue.IsLeft))
        {
            if (wanted.Remove(queue.Name, out var settings))
                queue.Change(settings);
            else
                queue.Leave();
        }

        queues.AddRange(wanted.Values.Select(settings => new ChannelQueue(settings, kinds, counts, logger)));
        foreach (var empty in queues.Where(queue => queue.IsEmptied).ToList())
        {
            empty.Dispose();
            queues.Remove(empty);
        }
    }
}
