using System.Buffers;
using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>
/// The deliveries of Gitea (<see href="https://docs.gitea.com/usage/webhooks"/>), Forgejo (<see href="https://forgejo.org/docs/latest/user/webhooks/"/>) and Gogs
/// (<see href="https://gogs.io/docs/features/webhook"/>). The younger ones send the headers of the older ones too, and GitHub's, all with the same values.
/// </summary>
internal sealed class Gitea : IForge
{
    /// <summary>The youngest first.</summary>
    private static readonly ImmutableArray<string> Kin = ["X-Forgejo", "X-Gitea", "X-Gogs"];

    private static readonly ImmutableArray<string> SignatureHeaders = [.. Kin.Select(prefix => $"{prefix}-Signature"), CallSignature.Header];

    public string Name => "gitea";

    public bool Sends(IHeaderDictionary headers) => Kin.Any(prefix => headers.ContainsKey($"{prefix}-Event"));

    public DeliveryId? IdOf(IHeaderDictionary headers) => DeliveryId.TryParse(First(headers, "Delivery"), out var id) ? id : null;

    public Delivery Read(IHeaderDictionary headers, ReadOnlySequence<byte> json)
    {
        var eventName = First(headers, "Event") ?? "";
        var payload = GitHubPayload.Read(json, tellsOfRef: eventName is "push" or "delete");
        if (!RepositoryName.TryParse(payload.FullName, out var name))
            return new Delivery.Malformed("The payload has no usable repository.full_name.");

        var repository = new PushedRepository(name, payload.Addresses);
        return eventName switch
        {
            "push" => new Delivery.Push(repository, [Push(payload)]),
            "delete" => new Delivery.Push(repository, [new PushEvent(Deleted(payload), IsDeletion: true, null)]), // There is no push for that.
            _ => new Delivery.OtherEvent(eventName, repository),
        };
    }

    /// <summary>A form is signed as what is in it. Without a secret, the headers are there and empty.</summary>
    public bool IsSigned(IHeaderDictionary headers, DeliveryBody body, Secret secret, DateTimeOffset now) =>
        Signature.IsValidAny(SignatureHeaders.Where(name => headers[name].Count == 1).Select(name => $"{headers[name]}"), body.Json, secret);

    /// <summary>Gogs has no head_commit.</summary>
    private static PushEvent Push(GitHubPayload payload)
    {
        var pushed = payload.Pushed;
        var head = payload.Head ?? pushed?.Newest.LastOrDefault(commit => commit.Id.Value == payload.After);
        return new PushEvent(GitRef.Parse(payload.Ref ?? ""), PayloadLink.IsNoCommit(payload.After), head) { Pushed = pushed };
    }

    private static GitRef Deleted(GitHubPayload payload)
    {
        var name = payload.Ref ?? "";
        return GitRef.Parse(payload.RefType == "tag" && !name.StartsWith("refs/", StringComparison.Ordinal) ? $"refs/tags/{name}" : name);
    }

    private static string? First(IHeaderDictionary headers, string name)
    {
        foreach (var prefix in Kin)
        {
            if (headers[$"{prefix}-{name}"] is [{ } value])
                return value;
        }

        return null;
    }
}
