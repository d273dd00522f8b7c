using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Values;

/// <summary>What a forge calls one delivery, the same when it is sent again: mostly a UUID, at most 100 of letters, digits and <c>-_.:{}</c>.</summary>
internal sealed record DeliveryId
{
    private const int MaxLength = 100;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:{}");

    private DeliveryId(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DeliveryId? id)
    {
        id = text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(Allowed) ? new DeliveryId(text) : null;
        return id is not null;
    }

    /// <summary>What one of several things is called that one delivery tells; the first has the delivery's own name.</summary>
    public DeliveryId Part(int index) => index == 0 ? this : new DeliveryId($"{Value}:{index}");

    public override string ToString() => Value;
}
