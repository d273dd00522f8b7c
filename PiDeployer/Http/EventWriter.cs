using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;

namespace PiDeployer.Http;

/// <summary>Writes Server-Sent Events: https://html.spec.whatwg.org/multipage/server-sent-events.html. Everything is UTF-8 already.</summary>
internal sealed class EventWriter(PipeWriter output)
{
    /// <summary>How many bytes wait for being sent.</summary>
    public int Unflushed { get; private set; }

    /// <summary>An event that a reader can go on after.</summary>
    /// <param name="type">Empty for one without a type, which is what most listen to.</param>
    /// <param name="text">Its data; each line end in it, a lone <c>\r</c> included, becomes a <c>\n</c> for the reader.</param>
    /// <param name="id">Where to go on.</param>
    public void Event(ReadOnlySpan<byte> type, ReadOnlySpan<byte> text, long id)
    {
        Span<byte> digits = stackalloc byte[20];
        id.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        Event(type, text, digits[..length]);
    }

    /// <param name="type">Of the event.</param>
    /// <param name="text">Its data.</param>
    /// <param name="id">Empty where it changes nothing about where to go on.</param>
    public void Event(ReadOnlySpan<byte> type, ReadOnlySpan<byte> text, ReadOnlySpan<byte> id)
    {
        if (!type.IsEmpty)
            Field("event: "u8, type);
        if (!id.IsEmpty)
            Field("id: "u8, id);
        while (text.IndexOfAny((byte)'\r', (byte)'\n') is var end and >= 0)
        {
            Field("data: "u8, text[..end]);
            text = text[(end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        Field("data: "u8, text);
        Write("\n"u8);
    }

    /// <summary>A comment, which readers ignore; it keeps those in between from taking the connection for dead.</summary>
    public void Beat() => Write(":\n"u8);

    /// <summary>False when the reader has gone.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        Unflushed = 0;
        var flushed = await output.FlushAsync(cancellationToken);
        return !flushed.IsCompleted;
    }

    private void Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Write(name);
        Write(value);
        Write("\n"u8);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        Unflushed += bytes.Length;
    }
}
