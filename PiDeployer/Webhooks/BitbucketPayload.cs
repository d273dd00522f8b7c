using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>The few members that matter of what Bitbucket sends.</summary>
internal sealed class BitbucketPayload
{
    private readonly ReadOnlySequence<byte> json;
    private readonly List<PayloadPart> changes = [];
    private string? page;

    private BitbucketPayload(ReadOnlySequence<byte> json) => this.json = json;

    /// <summary>Of the repository; null when there is none.</summary>
    public string? FullName { get; private set; }

    public ImmutableArray<RepositoryAddress> Addresses => PayloadLink.Addresses(page);

    /// <summary>What moved; one push may move several.</summary>
    public ImmutableArray<PushEvent> Changes => [.. changes.Select(BitbucketChange.Read).OfType<PushEvent>()];

    /// <param name="json">One object.</param>
    /// <exception cref="JsonException">It is no JSON, or a member that matters has the wrong type.</exception>
    public static BitbucketPayload Read(ReadOnlySequence<byte> json)
    {
        var payload = new BitbucketPayload(json);
        PayloadJson.Read(json, payload.ReadMember);
        return payload;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("repository"u8))
        {
            FullName = page = null;
            PayloadJson.Object(ref reader, "repository", ReadRepository);
        }
        else if (reader.ValueTextEquals("push"u8))
        {
            PayloadJson.Object(ref reader, "push", ReadPush);
        }
        else
        {
            PayloadJson.Skip(ref reader);
        }
    }

    private void ReadRepository(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("full_name"u8))
            FullName = PayloadJson.Text(ref reader, "repository.full_name");
        else if (reader.ValueTextEquals("links"u8))
            page = BitbucketLinks.PageIn(ref reader);
        else
            PayloadJson.Skip(ref reader);
    }

    private void ReadPush(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("changes"u8))
        {
            PayloadJson.Skip(ref reader);
            return;
        }

        changes.Clear();
        PayloadJson.Items(ref reader, json, changes.Add);
    }
}
