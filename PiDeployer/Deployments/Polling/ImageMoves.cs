using System.Collections.Immutable;
using PiDeployer.Pipelines.Registries;

namespace PiDeployer.Deployments.Polling;

/// <summary>Decides what newer images mean for a project.</summary>
/// <param name="Seen">What registries have now.</param>
/// <param name="Ready">The names of those to be deployed now.</param>
internal sealed record ImageMoves(Dictionary<string, SeenImage> Seen, ImmutableArray<string> Ready)
{
    /// <summary>A deployment pulls all images of a project, so none is begun while one of them is too young.</summary>
    /// <param name="before">What was seen before.</param>
    /// <param name="images">What the project has.</param>
    /// <param name="digests">What each tag means in its registry, by its name; missing where that did not say.</param>
    /// <param name="now">The time of these answers.</param>
    /// <param name="minAge">For how long an image must have been there.</param>
    public static ImageMoves Of(
        IReadOnlyDictionary<string, SeenImage> before, ImmutableArray<PulledImage> images, IReadOnlyDictionary<string, string> digests, DateTimeOffset now, TimeSpan minAge)
    {
        var seen = new Dictionary<string, SeenImage>(StringComparer.Ordinal);
        var (ready, isEarly) = (new List<string>(), false);
        foreach (var image in images)
        {
            var name = image.Reference.Name;
            var known = before.GetValueOrDefault(name);
            if (!digests.TryGetValue(name, out var digest))
            {
                if (known is not null)
                    seen[name] = known; // Nobody knows, so it stays as it was.
                isEarly |= known is { IsDeployed: false } && now - known.Since < minAge;
                continue;
            }

            var found = known?.Digest == digest ? known : new SeenImage(digest, now, IsDeployed: false);
            if (image.Digests.Contains(digest))
                found = found with { IsDeployed = true }; // Also when somebody goes back to another one: that is not to be undone.
            if (found.Since > now)
                found = found with { Since = now }; // The clock was set back.
            seen[name] = found;
            if (found.IsDeployed)
                continue;
            ready.Add(name);
            isEarly |= now - found.Since < minAge;
        }

        return new ImageMoves(seen, isEarly ? [] : [.. ready]);
    }

    /// <summary>The same after these were tried.</summary>
    public Dictionary<string, SeenImage> AfterDeployment()
    {
        var seen = new Dictionary<string, SeenImage>(Seen, StringComparer.Ordinal);
        foreach (var name in Ready)
            seen[name] = seen[name] with { IsDeployed = true };
        return seen;
    }
}
