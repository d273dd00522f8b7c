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
    private string? page;

    private BitbucketChange(ReadOnlySequence<byte> json) => this.json = json;

    /// <summary>Null when it is neither a branch nor a tag.</summary>
    public static PushEvent? Read(PayloadPart part)
    {
        var change = new BitbucketChange(part.Json);
        PayloadJson.Read(part.Json, change.ReadMember);
        return change.ToEvent();
    }

    /// <summary>The address of the page in a member <c>links</c>.</summary>
    public static string? PageIn(ref Utf8JsonReader reader)
    {
        string? page = null;
        PayloadJson.Object(ref reader, "links", (ref Utf8JsonReader links) =>
        {
            if (links.ValueTextEquals("html"u8))
                PayloadJson.Object(ref links, "links.html", ReadHref);
            else
                PayloadJson.Skip(ref links);
        });
        return page;

        void ReadHref(ref Utf8JsonReader html)
        {
            if (html.ValueTextEquals("href"u8))
                page = PayloadJson.TextIfAny(ref html);
            else
                PayloadJson.Skip(ref html);
        }
    }

    private PushEvent? ToEvent()
    {
        if ((after ?? before)?.Ref is not { } moved)
            return null;
        var head = after?.Target;
        var pushed = commits.Read(head?.Id.Value, null, PayloadLink.Page(page), BitbucketCommit.Read);
        return new PushEvent(moved, IsDeletion: after is null, head) { Pushed = pushed };
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("new"u8))
            after = BitbucketRef.Read(ref reader, json);
        else if (reader.ValueTextEquals("old"u8))
            before = BitbucketRef.Read(ref reader, json);
        else if (reader.ValueTextEquals("links"u8))
            page = PageIn(ref reader);
        else if (reader.ValueTextEquals("commits"u8))
            PayloadJson.Items(ref reader, json, (commits = new PayloadCommits()).Add);
        else
            PayloadJson.Skip(ref reader);
    }
}
