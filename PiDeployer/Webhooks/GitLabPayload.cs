using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>The few members that matter of what GitLab sends.</summary>
internal sealed class GitLabPayload
{
    private readonly ReadOnlySequence<byte> json;
    private PayloadCommits commits = new();
    private string?[] project = [null, null];
    private string? before, after, checkout;
    private int? total;

    private GitLabPayload(ReadOnlySequence<byte> json) => this.json = json;

    /// <summary><c>push</c>, <c>tag_push</c>, and others; null when nothing was said.</summary>
    public string? Kind { get; private set; }

    /// <summary>Of the repository; null when there is none.</summary>
    public string? FullName => project[0];

    public string? Ref { get; private set; }

    public bool IsDeletion => PayloadLink.IsNoCommit(after);

    public ImmutableArray<RepositoryAddress> Addresses => PayloadLink.Addresses(project.AsSpan(1));

    public PushedCommits? Pushed => commits.Read(checkout ?? after, total, Compare, PayloadCommits.ReadUsual);

    /// <summary>A tag's <c>after</c> may be the hash of the tag itself; what is checked out is a commit.</summary>
    public Commit? Head(PushedCommits? pushed) =>
        pushed?.Newest.LastOrDefault(commit => commit.Id.Value == checkout) ?? (IsDeletion ? null : PayloadLink.Commit(checkout, null, null, null));

    /// <param name="json">One object.</param>
    /// <exception cref="JsonException">It is no JSON, or a member that matters has the wrong type.</exception>
    public static GitLabPayload Read(ReadOnlySequence<byte> json)
    {
        var payload = new GitLabPayload(json);
        PayloadJson.Read(json, payload.ReadMember);
        return payload;
    }

    /// <summary>It is not told, but has a fixed form; of a branch that is new there is nothing to compare with.</summary>
    private Uri? Compare => CommitId.TryParse(before, out var old) && CommitId.TryParse(after, out var now) && !PayloadLink.IsNoCommit(before) && PayloadLink.Page(project[1]) is { } page
        ? PayloadLink.Page($"{page.AbsoluteUri.TrimEnd('/')}/-/compare/{old}...{now}")
        : null;

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("object_kind"u8) || reader.ValueTextEquals("event_name"u8))
        {
            Kind = PayloadJson.TextIfAny(ref reader) ?? Kind;
        }
        else if (reader.ValueTextEquals("ref"u8))
        {
            Ref = PayloadJson.TextIfAny(ref reader);
        }
        else if (reader.ValueTextEquals("before"u8))
        {
            before = PayloadJson.TextIfAny(ref reader);
        }
        else if (reader.ValueTextEquals("after"u8))
        {
            after = PayloadJson.TextIfAny(ref reader);
        }
        else if (reader.ValueTextEquals("checkout_sha"u8))
        {
            checkout = PayloadJson.TextIfAny(ref reader);
        }
        else if (reader.ValueTextEquals("total_commits_count"u8))
        {
            total = PayloadJson.Count(ref reader);
        }
        else if (reader.ValueTextEquals("project"u8))
        {
            project = PayloadJson.Texts(ref reader, "project", "path_with_namespace", "web_url", "git_http_url", "git_ssh_url");
        }
        else if (reader.ValueTextEquals("commits"u8))
        {
            commits = new PayloadCommits();
            PayloadJson.Items(ref reader, json, commits.Add);
        }
        else
        {
            PayloadJson.Skip(ref reader);
        }
    }
}
