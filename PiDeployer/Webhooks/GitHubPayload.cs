using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>The few members that matter of what GitHub sends, and Gitea, Forgejo and Gogs in its manner.</summary>
internal sealed class GitHubPayload
{
    private readonly ReadOnlySequence<byte> json;
    private readonly bool tellsOfRef;
    private PayloadCommits commits = new();
    private string?[] repository = [null];
    private string? compare;
    private int? total;

    private GitHubPayload(ReadOnlySequence<byte> json, bool tellsOfRef)
    {
        this.json = json;
        this.tellsOfRef = tellsOfRef;
    }

    /// <summary>Of the repository; null when there is none.</summary>
    public string? FullName => repository[0];

    /// <summary>Null when nothing was said; so are the next two.</summary>
    public string? Ref { get; private set; }

    /// <summary><c>branch</c> or <c>tag</c>, in events where the ref is a bare name.</summary>
    public string? RefType { get; private set; }

    /// <summary>The hash that the ref has now.</summary>
    public string? After { get; private set; }

    public bool Deleted { get; private set; }

    /// <summary>The newest commit; null when nothing usable was told.</summary>
    public Commit? Head { get; private set; }

    public ImmutableArray<RepositoryAddress> Addresses => PayloadLink.Addresses(repository.AsSpan(1));

    public PushedCommits? Pushed => commits.Read(After, total, PayloadLink.Page(compare), PayloadCommits.ReadUsual);

    /// <param name="json">One object.</param>
    /// <param name="tellsOfRef">Only some events have more than their repository to tell, and in others the same names mean other things.</param>
    /// <exception cref="JsonException">It is no JSON, or a member that matters has the wrong type.</exception>
    public static GitHubPayload Read(ReadOnlySequence<byte> json, bool tellsOfRef)
    {
        var payload = new GitHubPayload(json, tellsOfRef);
        PayloadJson.Read(json, payload.ReadMember);
        return payload;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("repository"u8))
        {
            repository = PayloadJson.Texts(ref reader, "repository", "full_name", "html_url", "clone_url", "ssh_url");
        }
        else if (!tellsOfRef)
        {
            PayloadJson.Skip(ref reader);
        }
        else if (reader.ValueTextEquals("ref"u8))
        {
            Ref = PayloadJson.Text(ref reader, "ref");
        }
        else if (reader.ValueTextEquals("ref_type"u8))
        {
            RefType = PayloadJson.Text(ref reader, "ref_type");
        }
        else if (reader.ValueTextEquals("after"u8))
        {
            After = PayloadJson.TextIfAny(ref reader);
        }
        else if (reader.ValueTextEquals("deleted"u8))
        {
            Deleted = PayloadJson.Flag(ref reader, "deleted");
        }
        else if (reader.ValueTextEquals("head_commit"u8))
        {
            Head = PayloadJson.Part(ref reader, json) is { } head ? PayloadCommits.ReadUsual(head) : null;
        }
        else if (reader.ValueTextEquals("total_commits"u8)) // Gitea's; its list is cut.
        {
            total = PayloadJson.Count(ref reader);
        }
        else if (reader.ValueTextEquals("commits"u8))
        {
            commits = new PayloadCommits();
            PayloadJson.Items(ref reader, json, commits.Add);
        }
        else if (reader.ValueTextEquals("compare"u8) || reader.ValueTextEquals("compare_url"u8)) // GitHub's name, and that of the others.
        {
            compare = PayloadJson.TextIfAny(ref reader);
        }
        else
        {
            PayloadJson.Skip(ref reader);
        }
    }
}
