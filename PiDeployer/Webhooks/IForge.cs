using System.Buffers;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>What one kind of forge sends: how it is recognised, read and verified. What a payload says is a hint only; git decides which commit is deployed.</summary>
internal interface IForge
{
    /// <summary>For the metrics.</summary>
    string Name { get; }

    /// <summary>Whether the headers say that it is from such a forge.</summary>
    bool Sends(IHeaderDictionary headers);

    /// <summary>What the delivery is called, the same when it is sent again; null when nothing usable is said.</summary>
    DeliveryId? IdOf(IHeaderDictionary headers);

    /// <param name="headers">They say which event it is.</param>
    /// <param name="json">The payload.</param>
    /// <exception cref="JsonException">It is none.</exception>
    Delivery Read(IHeaderDictionary headers, ReadOnlySequence<byte> json);

    /// <summary>Whether whoever sent it knows the secret. Headers that are missing, empty or nonsense prove nothing.</summary>
    bool IsSigned(IHeaderDictionary headers, DeliveryBody body, Secret secret, DateTimeOffset now);
}
