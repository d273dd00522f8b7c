using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Webhooks;

/// <summary>A body as it came in, and the payload in it: the same, or what a form has in its field <c>payload</c>.</summary>
internal sealed class DeliveryBody : IDisposable
{
    private readonly IMemoryOwner<byte>? decoded;

    private DeliveryBody(ReadOnlySequence<byte> raw, ReadOnlySequence<byte> json, IMemoryOwner<byte>? decoded)
    {
        Raw = raw;
        Json = json;
        this.decoded = decoded;
    }

    public ReadOnlySequence<byte> Raw { get; }

    public ReadOnlySequence<byte> Json { get; }

    /// <param name="contentType">Decides between the form and plain JSON.</param>
    /// <param name="raw">As it came in; it has to stay for as long as this.</param>
    /// <param name="pool">Where a form's decoded payload goes meanwhile.</param>
    /// <param name="body">Null when the form has no such field.</param>
    public static bool TryOpen(string? contentType, ReadOnlySequence<byte> raw, MemoryPool<byte> pool, [NotNullWhen(true)] out DeliveryBody? body)
    {
        body = null;
        if (!FormBody.IsForm(contentType))
        {
            body = new DeliveryBody(raw, raw, null);
        }
        else if (FormBody.Payload(raw) is { } encoded)
        {
            var memory = pool.Rent((int)encoded.Length);
            body = new DeliveryBody(raw, new ReadOnlySequence<byte>(memory.Memory[..FormBody.Decode(encoded, memory.Memory.Span)]), memory);
        }

        return body is not null;
    }

    public void Dispose() => decoded?.Dispose();
}
