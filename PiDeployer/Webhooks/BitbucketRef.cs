using System.Buffers;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>What Bitbucket tells of a branch or tag, before or after a push.</summary>
/// <param name="Ref">Null when it is neither.</param>
/// <param name="Target">The commit that it is at; null when nothing usable was told.</param>
internal sealed record BitbucketRef(GitRef? Ref, Commit? Target)
{
    /// <summary>Null where the payload has null, which it has for what is not there.</summary>
    public static BitbucketRef? Read(ref Utf8JsonReader reader, ReadOnlySequence<byte> json)
    {
        string? type = null, name = null;
        Commit? target = null;
        var isThere = PayloadJson.Object(ref reader, "a ref", (ref Utf8JsonReader inner) =>
        {
            if (inner.ValueTextEquals("type"u8))
                type = PayloadJson.Text(ref inner, "its type");
            else if (inner.ValueTextEquals("name"u8))
                name = PayloadJson.Text(ref inner, "its name");
            else if (inner.ValueTextEquals("target"u8))
                target = PayloadJson.Part(ref inner, json) is { } commit ? BitbucketCommit.Read(commit) : null;
            else
                PayloadJson.Skip(ref inner);
        });
        if (!isThere)
            return null;
        return new BitbucketRef(
            type switch
            {
                "branch" or "named_branch" => GitRef.Parse($"refs/heads/{name}"),
                "tag" or "annotated_tag" => GitRef.Parse($"refs/tags/{name}"),
                _ => null,
            },
            target);
    }
}
