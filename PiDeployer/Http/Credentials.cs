using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>Decides whether a caller may do what it asks for. How something is signed is known to whoever calls; here is, with which secrets.</summary>
internal sealed class Credentials(Secret? deployToken, Secret? globalSecret)
{
    private const string Scheme = "Bearer ";

    /// <summary>Whether it shows the token. No stranger takes its connection's place then.</summary>
    public bool HasBearer(HttpRequest request)
    {
        var isRight = deployToken is not null
            && request.Headers.Authorization is [{ } header]
            && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && deployToken.MatchesHeader(header[Scheme.Length..].Trim());
        if (isRight)
            Connections.Connection.Enter(request.HttpContext.Features, Connections.Stage.Known);
        return isRight;
    }

    /// <summary>
    /// Those of the projects that it is signed for: with one of the project's own secrets, or with the global one where it has none. A project without any can not be
    /// signed for. A body may be large, so each secret is tried once, however many projects share it.
    /// </summary>
    public ImmutableArray<Project> SignedFor(IEnumerable<Project> projects, Func<Secret, bool> isSignedWith)
    {
        var tried = new Dictionary<Secret, bool>();
        return [.. projects.Where(project => SecretsOf(project).Any(IsRight))];

        bool IsRight(Secret secret) => tried.TryGetValue(secret, out var known) ? known : tried[secret] = isSignedWith(secret);
    }

    /// <summary>Signed by somebody who knows the global secret.</summary>
    public bool IsSigned(Func<Secret, bool> isSignedWith) => globalSecret is not null && isSignedWith(globalSecret);

    /// <summary>Signed by somebody who knows any secret that there is.</summary>
    public bool IsSignedByAnybody(ProjectCatalog catalog, Func<Secret, bool> isSignedWith) => IsSigned(isSignedWith) || catalog.Secrets.Any(isSignedWith);

    /// <summary>A caller with an empty body signs the name that it calls.</summary>
    public static ReadOnlySequence<byte> SignedPart(ReadOnlySequence<byte> body, string name) =>
        body.IsEmpty ? new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(name)) : body;

    private ImmutableArray<Secret> SecretsOf(Project project) => !project.WebhookSecrets.IsEmpty ? project.WebhookSecrets : globalSecret is null ? [] : [globalSecret];
}
