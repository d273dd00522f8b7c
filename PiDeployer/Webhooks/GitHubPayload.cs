using System.Buffers;
using System.Text.Json;

namespace PiDeployer.Webhooks;

/// <summary>
/// The few members of a payload that matter. They are read token by token, since the sender has proved nothing yet: a serializer copies every long name and text
/// that it meets, this skips them where they lie.
/// </summary>
/// <param name="FullName">Of the repository; null when there is none.</param>
/// <param name="Ref">What was pushed; null when nothing was said.</param>
/// <param name="HeadId">The newest commit's hash; this and the next three are null when nothing was said.</param>
internal sealed record GitHubPayload(string? FullName, string? Ref, bool Deleted, string? HeadId, string? HeadMessage, string? HeadUrl, string? HeadAuthor)
{
    /// <summary>A text longer than anybody writes reads as null.</summary>
    private const int LongestText = 64 * 1024;

    private static readonly GitHubPayload Empty = new(null, null, false, null, null, null, null);

    /// <param name="json">One object; of a member that stands there twice the last one counts.</param>
    /// <param name="isPush">Only a push has more than its repository to tell, and in other events the same names mean other things.</param>
    /// <exception cref="JsonException">It is no JSON, or a member that matters has the wrong type.</exception>
    public static GitHubPayload Read(ReadOnlySequence<byte> json, bool isPush)
    {
        try
        {
            return ReadObject(json, isPush);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text in it is not valid Unicode", e); // The reader finds that out only where a text is looked at.
        }
    }

    private static GitHubPayload ReadObject(ReadOnlySequence<byte> json, bool isPush)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("it is not an object");

        var payload = Empty;
        while (NextName(ref reader))
        {
            if (reader.ValueTextEquals("repository"u8))
                payload = ReadRepository(ref reader, payload);
            else if (isPush && reader.ValueTextEquals("ref"u8))
                payload = payload with { Ref = Text(ref reader, "ref") };
            else if (isPush && reader.ValueTextEquals("deleted"u8))
                payload = payload with { Deleted = Flag(ref reader, "deleted") };
            else if (isPush && reader.ValueTextEquals("head_commit"u8))
                payload = ReadHead(ref reader, payload);
            else
                Skip(ref reader);
        }

        return reader.Read() ? throw new JsonException("something follows the object") : payload;
    }

    private static GitHubPayload ReadRepository(ref Utf8JsonReader reader, GitHubPayload payload)
    {
        payload = payload with { FullName = null };
        for (var there = Enter(ref reader, "repository"); there && NextName(ref reader);)
        {
            if (reader.ValueTextEquals("full_name"u8))
                payload = payload with { FullName = Text(ref reader, "repository.full_name") };
            else
                Skip(ref reader);
        }

        return payload;
    }

    private static GitHubPayload ReadHead(ref Utf8JsonReader reader, GitHubPayload payload)
    {
        payload = payload with { HeadId = null, HeadMessage = null, HeadUrl = null, HeadAuthor = null };
        for (var there = Enter(ref reader, "head_commit"); there && NextName(ref reader);)
        {
            if (reader.ValueTextEquals("id"u8))
                payload = payload with { HeadId = Text(ref reader, "head_commit.id") };
            else if (reader.ValueTextEquals("message"u8))
                payload = payload with { HeadMessage = Text(ref reader, "head_commit.message") };
            else if (reader.ValueTextEquals("url"u8))
                payload = payload with { HeadUrl = Text(ref reader, "head_commit.url") };
            else if (reader.ValueTextEquals("author"u8))
                payload = payload with { HeadAuthor = ReadAuthor(ref reader) };
            else
                Skip(ref reader);
        }

        return payload;
    }

    private static string? ReadAuthor(ref Utf8JsonReader reader)
    {
        string? name = null;
        for (var there = Enter(ref reader, "head_commit.author"); there && NextName(ref reader);)
        {
            if (reader.ValueTextEquals("name"u8))
                name = Text(ref reader, "head_commit.author.name");
            else
                Skip(ref reader);
        }

        return name;
    }

    /// <summary>Goes on to the next name; false at the object's end.</summary>
    private static bool NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Goes into an object; false when there is null in its place.</summary>
    private static bool Enter(ref Utf8JsonReader reader, string what)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => true,
            JsonTokenType.Null => false,
            _ => throw new JsonException($"{what} is not an object"),
        };
    }

    private static string? Text(ref Utf8JsonReader reader, string what)
    {
        reader.Read();
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => length <= LongestText ? reader.GetString() : null,
            _ => throw new JsonException($"{what} is not a text"),
        };
    }

    private static bool Flag(ref Utf8JsonReader reader, string what)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw new JsonException($"{what} is not true or false"),
        };
    }

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
