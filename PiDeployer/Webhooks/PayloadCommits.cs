using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>
/// The commits in a payload. Only those at the two ends are ever looked at, since some forges begin with the newest and others end with it, and a push may bring
/// thousands.
/// </summary>
internal sealed class PayloadCommits
{
    private readonly List<ReadOnlySequence<byte>> first = [];
    private readonly Queue<ReadOnlySequence<byte>> last = [];
    private int count;

    public void Add(ReadOnlySequence<byte> item)
    {
        count++;
        if (first.Count < PushedCommits.Most)
            first.Add(item);
        last.Enqueue(item);
        if (last.Count > PushedCommits.Most)
            last.Dequeue();
    }

    /// <summary>Null when there are none.</summary>
    /// <param name="newest">The hash of the newest; null when nobody said, and then the last one is.</param>
    /// <param name="total">How many the push brought, where the forge names only some; null when it does not say.</param>
    /// <param name="compare">Where people can look at all of them; null when nobody said.</param>
    /// <param name="read">Reads one.</param>
    public PushedCommits? Read(string? newest, int? total, Uri? compare, Func<ReadOnlySequence<byte>, Commit?> read)
    {
        if (count == 0)
            return null;
        var ends = (Begin: Read(first, read), End: Read(last, read));
        var commits = newest is not null && ends.Begin is [var one, ..] && one.Id.Value == newest ? [.. ends.Begin.Reverse()] : ends.End;
        return new PushedCommits(commits, Math.Max(count, total ?? 0), compare);
    }

    /// <summary>One commit as GitHub, Gitea and GitLab tell of it; null when it has no usable hash.</summary>
    public static Commit? ReadUsual(ReadOnlySequence<byte> json)
    {
        string? id = null, message = null, url = null, author = null;
        PayloadJson.Read(json, (ref Utf8JsonReader reader) =>
        {
            if (reader.ValueTextEquals("id"u8))
                id = PayloadJson.TextIfAny(ref reader);
            else if (reader.ValueTextEquals("message"u8))
                message = PayloadJson.TextIfAny(ref reader);
            else if (reader.ValueTextEquals("url"u8))
                url = PayloadJson.TextIfAny(ref reader);
            else if (reader.ValueTextEquals("author"u8))
                PayloadJson.Object(ref reader, "author", (ref Utf8JsonReader inner) => AuthorName(ref inner, ref author));
            else
                PayloadJson.Skip(ref reader);
        });
        return PayloadLink.Commit(id, author, message, url);
    }

    private static void AuthorName(ref Utf8JsonReader reader, ref string? author)
    {
        if (reader.ValueTextEquals("name"u8))
            author = PayloadJson.TextIfAny(ref reader);
        else
            PayloadJson.Skip(ref reader);
    }

    private static ImmutableArray<Commit> Read(IEnumerable<ReadOnlySequence<byte>> items, Func<ReadOnlySequence<byte>, Commit?> read) => [.. items.Select(read).OfType<Commit>()];
}
