using System.Buffers;
using System.Buffers.Text;

namespace PiDeployer.Webhooks;

/// <summary>The other way GitHub can send: <c>application/x-www-form-urlencoded</c> with the JSON in <c>payload=</c>.</summary>
internal static class FormBody
{
    public static bool IsForm(string? contentType) =>
        contentType is not null
        && contentType.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of <c>payload</c>, still encoded; null when the form has none.</summary>
    public static ReadOnlySequence<byte>? Payload(ReadOnlySequence<byte> body)
    {
        var form = new SequenceReader<byte>(body);
        while (!form.End)
        {
            var found = form.IsNext("payload="u8, advancePast: true);
            if (!form.TryReadTo(out ReadOnlySequence<byte> field, (byte)'&'))
            {
                field = form.UnreadSequence;
                form.AdvanceToEnd();
            }

            if (found)
                return field;
        }

        return null;
    }

    /// <summary>Decodes into memory of at least the same length, and answers how much of it is used.</summary>
    public static int Decode(ReadOnlySequence<byte> encoded, Span<byte> decoded)
    {
        var length = 0;
        for (var reader = new SequenceReader<byte>(encoded); reader.TryRead(out var next);)
        {
            decoded[length++] = next switch
            {
                (byte)'+' => (byte)' ',
                (byte)'%' when TryReadHex(ref reader, out var character) => character,
                _ => next, // A percent sign without two digits stands for itself, as it does for browsers.
            };
        }

        return length;
    }

    private static bool TryReadHex(ref SequenceReader<byte> reader, out byte value)
    {
        value = 0;
        Span<byte> digits = stackalloc byte[2];
        if (!reader.TryCopyTo(digits) || !Utf8Parser.TryParse(digits, out value, out var consumed, 'x') || consumed != digits.Length)
            return false;
        reader.Advance(digits.Length);
        return true;
    }
}
