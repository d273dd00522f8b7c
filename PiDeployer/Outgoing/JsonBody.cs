using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PiDeployer.Outgoing;

/// <summary>The small objects that we send. By hand: the code that is generated for so many shapes weighs on the binary.</summary>
internal static class JsonBody
{
    /// <summary>One object, in UTF-8.</summary>
    public static byte[] Of(Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>What <see cref="Of"/> wrote, as the content of a request.</summary>
    public static ByteArrayContent ToContent(this byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <summary>Nothing where there is none.</summary>
    public static void WriteAddress(this Utf8JsonWriter json, string name, Uri? address)
    {
        if (address is not null)
            json.WriteString(name, address.AbsoluteUri);
    }
}
