using System.Buffers;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>One branch or tag that a push to Bitbucket moved.</summary>
internal sealed class BitbucketChange
{
    private readonly ReadOnlySequence<byte> json;
    private PayloadCommits commits = new();
    private BitbucketRef? before, after;
    private bool isGone;
    private string? page;

    private BitbucketChange(ReadOnlySequence<byte> json) => this.json = json;

    /// <summary>Null when it is neither a branch nor a tag, or nothing is said of it.</summary>
    public static PushEvent? Read(PayloadPart part)
    {
        var change = new BitbucketChange(part.Json);
        PayloadJson.Read(part.Json, change.ReadMember);
        return change.ToEvent();
    }

    private PushEvent? ToEvent()
    {
        if ((isGone ? before : after)?.Ref is not { } moved)
            return null;
        var head = after?.Target;
        var pushed = commits.Read(head?.Id.Value, null, PayloadLink.Page(page), BitbucketCommit.Read);
        return new PushEvent(moved, isGone, head) { Pushed = pushed };
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("new"u8))
            isGone = (after = BitbucketRef.Read(ref reader, json)) is null;
        else if (reader.ValueTextEquals("old"u8))
            before = BitbucketRef.Read(ref reader, json);
        else if (reader.ValueTextEquals("links"u8))
            page = BitbucketLinks.PageIn(ref reader);
        else if (reader.ValueTextEquals("commits"u8))
            PayloadJson.Items(ref reader, json, (commits = new PayloadCommits()).Add);
        else
            PayloadJson.Skip(ref reader);
    }
}
