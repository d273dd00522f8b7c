using System.Buffers;
using System.Text;
using PiDeployer.Projects;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Http;

/// <summary>Decides whether a caller may do what it asks for.</summary>
internal sealed class Credentials(Secret? deployToken, Secret? globalSecret)
{
    private const string Scheme = "Bearer ";

    /// <summary>With which some CI jobs sign.</summary>
    private const string DigestHeader = "X-Signature";

    public bool HasBearer(HttpRequest request) =>
        deployToken is not null
        && request.Headers.Authorization is [{ } header]
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && deployToken.Matches(Utf8(header[Scheme.Length..].Trim()));

    /// <summary>Headers are decoded byte by byte (Latin-1); a token may hold any letters.</summary>
    private static string Utf8(string header) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(header));

    /// <summary>Signed with the project's own secret, or with the global one where it has none. A project without any can not be signed for.</summary>
    public bool IsSignedFor(Project project, HttpRequest request, ReadOnlySequence<byte> body) =>
        IsSignedWith(project.WebhookSecret ?? globalSecret, request, body);

    /// <summary>Those of the projects that the body is signed for. A body may be large, so each secret is tried once, however many projects share it.</summary>
    public IEnumerable<Project> SignedFor(IEnumerable<Project> projects, HttpRequest request, ReadOnlySequence<byte> body) =>
        projects.GroupBy(project => project.WebhookSecret ?? globalSecret).Where(sharing => IsSignedWith(sharing.Key, request, body)).SelectMany(sharing => sharing);

    /// <summary>Signed by somebody who knows the global secret.</summary>
    public bool IsSigned(HttpRequest request, ReadOnlySequence<byte> body) => IsSignedWith(globalSecret, request, body);

    /// <summary>Signed by somebody who knows any secret that there is.</summary>
    public bool IsSignedByAnybody(ProjectCatalog catalog, HttpRequest request, ReadOnlySequence<byte> body) =>
        IsSigned(request, body) || catalog.Secrets.Any(secret => IsSignedWith(secret, request, body));

    /// <summary>A caller with an empty body signs the name that it calls.</summary>
    public static ReadOnlySequence<byte> SignedPart(ReadOnlySequence<byte> body, string name) =>
        body.IsEmpty ? new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(name)) : body;

    /// <summary>Whether there is anything to look at a body for.</summary>
    public static bool HasSignature(HttpRequest request) => request.Headers.ContainsKey(GitHub.SignatureHeader) || request.Headers.ContainsKey(DigestHeader);

    private static bool IsSignedWith(Secret? secret, HttpRequest request, ReadOnlySequence<byte> body) =>
        secret is not null
        && ((request.Headers[GitHub.SignatureHeader] is [var signature] && Signature.IsValid(signature, body, secret))
            || (request.Headers[DigestHeader] is [var digest] && Signature.IsValidDigest(digest, body, secret)));
}
