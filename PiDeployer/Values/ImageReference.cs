namespace PiDeployer.Values;

/// <summary>Where the image of a tag is to be found, in the form in which registries are asked for it.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Host">The registry's, with its port where it has one; <see cref="Hub"/> where the name has none.</param>
/// <param name="Path">The repository's, there.</param>
/// <param name="Tag">Which one.</param>
internal sealed record ImageReference(string Name, string Host, string Path, string Tag)
{
    /// <summary>What a name without a host means.</summary>
    public const string Hub = "docker.io";

    private const string OfTheHubItself = "library/";
    private const string UsualTag = "latest";

    /// <summary>The same image under whatever tag or digest: <c>host/path</c>.</summary>
    public string Repository => $"{Host}/{Path}";

    /// <summary>By the rules of Docker's own names: a first part with a dot or a colon in it, or <c>localhost</c>, is a host.</summary>
    public static ImageReference Of(ImageName image)
    {
        var rest = image.Value.Split('@')[0][image.Repository.Length..];
        var slash = image.Repository.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : image.Repository[..slash];
        var hasHost = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        var host = hasHost && first is not ("index.docker.io" or Hub) ? first : Hub;
        var path = hasHost ? image.Repository[(slash + 1)..] : image.Repository;
        return new ImageReference(
            image.Value,
            host,
            host == Hub && !path.Contains('/', StringComparison.Ordinal) ? OfTheHubItself + path : path,
            rest.Length > 1 ? rest[1..] : UsualTag);
    }

    public override string ToString() => Name;
}
