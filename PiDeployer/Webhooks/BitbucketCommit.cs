using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>One commit as Bitbucket tells of it.</summary>
internal static class BitbucketCommit
{
    /// <summary>Null when it has no usable hash.</summary>
    public static Commit? Read(PayloadPart part)
    {
        string? hash = null, message = null, page = null, author = null;
        PayloadJson.Read(part.Json, (ref Utf8JsonReader reader) =>
        {
            if (reader.ValueTextEquals("hash"u8))
                hash = PayloadJson.TextIfAny(ref reader);
            else if (reader.ValueTextEquals("message"u8))
                message = PayloadJson.TextIfAny(ref reader);
            else if (reader.ValueTextEquals("links"u8))
                page = BitbucketLinks.PageIn(ref reader);
            else if (reader.ValueTextEquals("author"u8))
                author = AuthorIn(ref reader);
            else
                PayloadJson.Skip(ref reader);
        });
        return PayloadLink.Commit(hash, author, message, page);
    }

    /// <summary>The name on Bitbucket, or else the one in git's own <c>Name &lt;address&gt;</c>.</summary>
    private static string? AuthorIn(ref Utf8JsonReader reader)
    {
        string? raw = null, name = null;
        PayloadJson.ObjectIfAny(ref reader, (ref Utf8JsonReader author) =>
        {
            if (author.ValueTextEquals("raw"u8))
                raw = PayloadJson.TextIfAny(ref author);
            else if (author.ValueTextEquals("user"u8))
                PayloadJson.ObjectIfAny(ref author, ReadUser);
            else
                PayloadJson.Skip(ref author);
        });
        return name ?? raw?.Split('<')[0].TrimEnd();

        void ReadUser(ref Utf8JsonReader user)
        {
            if (user.ValueTextEquals("display_name"u8))
                name = PayloadJson.TextIfAny(ref user);
            else
                PayloadJson.Skip(ref user);
        }
    }
}
