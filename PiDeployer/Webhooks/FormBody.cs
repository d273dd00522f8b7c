using System.Buffers;
using System.Net;

namespace PiDeployer.Webhooks;

/// <summary>The other way GitHub can send: <c>application/x-www-form-urlencoded</c> with the JSON in <c>payload=</c>.</summary>
internal static class FormBody
{
    public static bool IsForm(string? contentType) =>
        contentType is not null
        && contentType.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>The decoded value of <c>payload</c>; null when the form has none.</summary>
    public static ReadOnlySequence<byte>? Payload(ReadOnlySequence<byte> body)
    {
        var form = body.ToArray();
        for (var start = 0; start < form.Length;)
        {
            var length = form.AsSpan(start).IndexOf((byte)'&') is var separator and >= 0 ? separator : form.Length - start;
            if (form.AsSpan(start, length).StartsWith("payload="u8))
            {
                var name = "payload=".Length;
                return new ReadOnlySequence<byte>(WebUtility.UrlDecodeToBytes(form, start + name, length - name));
            }

            start += length + 1;
        }

        return null;
    }
}
