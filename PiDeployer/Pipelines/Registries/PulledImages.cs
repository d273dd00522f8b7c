using System.Collections.Immutable;
using System.Text.Json;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Pipelines.Swarm;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Registries;

/// <summary>Which images a project has from registries by their tags.</summary>
internal static class PulledImages
{
    private const string Digests = "{{range .RepoDigests}}{{println .}}{{end}}";

    /// <summary>Those that are made here, pinned by a digest, or not here at all are left out: of none of them there could be a newer one.</summary>
    /// <returns>With the problem, when nobody could say.</returns>
    public static async Task<(ImmutableArray<PulledImage> Images, string? Problem)> FindAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (!await ReadVariables.TryForAsync(context, cancellationToken))
            return ([], "a file of its variables cannot be read");
        return context.Project.Mode == DeployMode.Swarm ? await OfStackAsync(context, cancellationToken) : await OfComposeAsync(context, cancellationToken);
    }

    /// <summary>The registries, besides those of this machine, that Docker may ask without HTTPS.</summary>
    public static async Task<bool> IsInsecureAsync(StepContext context, string host, CancellationToken cancellationToken)
    {
        var (answer, _) = await EngineCommand.AskAsync(context, context.Engine.In(["info", "--format", "{{json .RegistryConfig.IndexConfigs}}"]), cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(answer.Length == 0 ? "{}" : answer);
            return document.RootElement is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(host, out var one)
                && one.ValueKind == JsonValueKind.Object && one.TryGetProperty("Secure", out var secure) && secure.ValueKind == JsonValueKind.False;
        }
        catch (Exception e) when (JsonTrouble.Is(e))
        {
            return false;
        }
    }

    private static async Task<(ImmutableArray<PulledImage> Images, string? Problem)> OfComposeAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Project.BlueGreen is not null)
            context.Project = context.Project.On(Side.Blue); // Both sides have the same images.
        var (configuration, result) = await context.Engine.ConfigurationAsync(context, null, cancellationToken);
        if (configuration is null)
            return ([], result is StepResult.Failed(var reason, _) ? reason : "");
        var images = ImmutableArray.CreateBuilder<PulledImage>();
        foreach (var name in configuration.Services.Values.Where(service => service is { IsBuilt: false, IsPulled: true }).Select(service => service.Image).Distinct(StringComparer.Ordinal))
        {
            if (!ImageName.TryParse(name, out var image) || image.HasDigest)
                continue;
            var (answer, _) = await EngineCommand.AskAsync(context, context.Engine.In(["image", "inspect", "--format", Digests, image.Value]), cancellationToken);
            if (EngineCommand.Lines(answer) is [_, ..] digests)
                images.Add(new PulledImage(ImageReference.Of(image), [.. digests.Select(digest => digest.Split('@')[^1])]));
        }

        return (images.ToImmutable(), null);
    }

    /// <summary>Swarm itself has noted which image each tag meant.</summary>
    private static async Task<(ImmutableArray<PulledImage> Images, string? Problem)> OfStackAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (state, problem) = await StackState.ReadAsync(context, cancellationToken);
        var images = ImmutableArray.CreateBuilder<PulledImage>();
        foreach (var service in state?.Services ?? [])
        {
            if (service.Image.Split('@') is [_, var digest] && ImageName.TryParse(service.Reference, out var image) && images.All(known => known.Reference.Name != image.Value))
                images.Add(new PulledImage(ImageReference.Of(image), [digest]));
        }

        return (images.ToImmutable(), problem);
    }
}

/// <param name="Reference">The tag.</param>
/// <param name="Digests">What it means here: <c>sha256:…</c>, at least one.</param>
internal sealed record PulledImage(ImageReference Reference, ImmutableArray<string> Digests);
