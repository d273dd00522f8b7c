using System.Buffers;
using System.Text.Json;

namespace PiDeployer.Webhooks;

/// <summary>
/// Goes through a payload token by token, since the sender has proved nothing yet: a serializer copies every long name and text that it meets, this skips them where
/// they lie. Of a member that stands there twice the last one counts.
/// </summary>
internal static class PayloadJson
{
    /// <summary>A text longer than anybody writes reads as null.</summary>
    private const int LongestText = 64 * 1024;

    /// <summary>Reads one member's value, with the reader at its name.</summary>
    public delegate void Member(ref Utf8JsonReader reader);

    /// <summary>Reads a whole body, which is one object.</summary>
    /// <exception cref="JsonException">It is no JSON, or a member that matters has the wrong type.</exception>
    public static void Read(ReadOnlySequence<byte> json, Member member)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!Enter(ref reader))
                throw new JsonException("it is not an object");
            while (NextName(ref reader))
                member(ref reader);
            if (reader.Read())
                throw new JsonException("something follows the object");
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text in it is not valid Unicode", e); // The reader finds that out only where a text is looked at.
        }
    }

    /// <summary>Reads an object inside it, or null in its place.</summary>
    /// <param name="reader">At the object's name.</param>
    /// <param name="what">The name, for messages.</param>
    /// <param name="member">Called at each of its names; it reads the value, or skips it.</param>
    /// <returns>Whether it is an object.</returns>
    public static bool Object(ref Utf8JsonReader reader, string what, Member member)
    {
        if (!Enter(ref reader))
        {
            if (reader.TokenType != JsonTokenType.Null)
                throw new JsonException($"{what} is not an object");
            return false;
        }

        while (NextName(ref reader))
            member(ref reader);
        return true;
    }

    /// <summary>The same where it is only of use: anything else in its place is skipped.</summary>
    public static void ObjectIfAny(ref Utf8JsonReader reader, Member member)
    {
        if (!Enter(ref reader))
        {
            reader.Skip();
            return;
        }

        while (NextName(ref reader))
            member(ref reader);
    }

    /// <summary>The texts of these members of an object; null where one is missing or is no text.</summary>
    /// <param name="reader">At the object's name.</param>
    /// <param name="what">The name, for messages.</param>
    /// <param name="names">In the order of the answer.</param>
    public static string?[] Texts(ref Utf8JsonReader reader, string what, params string[] names)
    {
        var texts = new string?[names.Length];
        Object(ref reader, what, (ref Utf8JsonReader inner) =>
        {
            for (var i = 0; i < names.Length; i++)
            {
                if (!inner.ValueTextEquals(names[i]))
                    continue;
                texts[i] = TextIfAny(ref inner);
                return;
            }

            Skip(ref inner);
        });
        return texts;
    }

    /// <summary>Null for null, and for what is too long.</summary>
    public static string? Text(ref Utf8JsonReader reader, string what)
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

    /// <summary>The same where it is only of use: what is no text reads as null.</summary>
    public static string? TextIfAny(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && (reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) <= LongestText)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    public static bool Flag(ref Utf8JsonReader reader, string what)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw new JsonException($"{what} is not true or false"),
        };
    }

    /// <summary>Null for whatever is no whole number that a count can be.</summary>
    public static int? Count(ref Utf8JsonReader reader)
    {
        reader.Read();
        int? count = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number >= 0 ? number : null;
        reader.Skip();
        return count;
    }

    /// <summary>Where the items of a list lie, which can be read later. Anything else in its place is an empty list.</summary>
    /// <param name="reader">At the list's name.</param>
    /// <param name="json">What the reader reads.</param>
    /// <param name="item">Called with each that is an object.</param>
    public static void Items(ref Utf8JsonReader reader, ReadOnlySequence<byte> json, Action<PayloadPart> item)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Lying(ref reader, json) is { } found)
                item(found);
        }
    }

    /// <summary>Where an object lies, which can be read by itself; null for anything else in its place.</summary>
    /// <param name="reader">At the object's name.</param>
    /// <param name="json">What the reader reads.</param>
    public static PayloadPart? Part(ref Utf8JsonReader reader, ReadOnlySequence<byte> json)
    {
        reader.Read();
        return Lying(ref reader, json);
    }

    public static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static PayloadPart? Lying(ref Utf8JsonReader reader, ReadOnlySequence<byte> json)
    {
        var start = reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        reader.Skip();
        return isObject ? new PayloadPart(json.Slice(start, reader.BytesConsumed - start)) : null;
    }

    private static bool Enter(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject;
    }

    /// <summary>Goes on to the next name; false at the object's end.</summary>
    private static bool NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }
}
