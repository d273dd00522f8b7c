using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace PiDeployer.Values;

/// <summary>What an image is called: <c>[host[:port]/]path[:tag][@sha256:digest]</c>, as <see href="https://pkg.go.dev/github.com/distribution/reference">registries</see> define it.</summary>
internal sealed partial record ImageName
{
    private const int MaxLength = 512;

    private ImageName(string value, string repository, bool hasDigest) => (Value, Repository, HasDigest) = (value, repository, hasDigest);

    public string Value { get; }

    /// <summary>Without tag and digest.</summary>
    public string Repository { get; }

    /// <summary>Then it means one image for ever, and cannot be given to another.</summary>
    public bool HasDigest { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageName? image)
    {
        image = text is { Length: > 0 and <= MaxLength } && Pattern().Match(text) is { Success: true } match
            ? new ImageName(text, match.Groups["repository"].Value, match.Groups["digest"].Success)
            : null;
        return image is not null;
    }

    public override string ToString() => Value;

    [GeneratedRegex(
        @"^(?<repository>(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)(?::[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})?(?<digest>@sha256:[0-9a-f]{64})?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
