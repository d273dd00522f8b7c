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
    private readonly List<PayloadPart> first = [];
    private readonly Queue<PayloadPart> last = [];
    private int count;

    public void Add(PayloadPart item)
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
    public PushedCommits? Read(string? newest, int? total, Uri? compare, Func<PayloadPart, Commit?> read)
    {
        if (count == 0)
            return null;
        var begin = Read(first, read);
        var commits = newest is not null && begin is [var one, ..] && one.Id.Value == newest ? [.. begin.Reverse()] : Read(last, read);
        return new PushedCommits(commits, Math.Max(count, total ?? 0), compare);
    }

    /// <summary>One commit as GitHub, Gitea and GitLab tell of it; null when it has no usable hash.</summary>
    public static Commit? ReadUsual(PayloadPart part)
    {
        string? id = null, message = null, url = null, author = null;
        PayloadJson.Read(part.Json, (ref Utf8JsonReader reader) =>
        {
            if (reader.ValueTextEquals("id"u8))
                id = PayloadJson.TextIfAny(ref reader);
            else if (reader.ValueTextEquals("message"u8))
                message = PayloadJson.TextIfAny(ref reader);
            else if (reader.ValueTextEquals("url"u8))
                url = PayloadJson.TextIfAny(ref reader);
            else if (reader.ValueTextEquals("author"u8))
                PayloadJson.ObjectIfAny(ref reader, (ref Utf8JsonReader inner) => AuthorName(ref inner, ref author));
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

    private static ImmutableArray<Commit> Read(IEnumerable<PayloadPart> items, Func<PayloadPart, Commit?> read) => [.. items.Select(read).OfType<Commit>()];
}
