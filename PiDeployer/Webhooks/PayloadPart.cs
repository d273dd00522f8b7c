using System.Buffers;

namespace PiDeployer.Webhooks;

/// <summary>An object inside a payload, which can be read later, or not at all.</summary>
internal sealed record PayloadPart(ReadOnlySequence<byte> Json);
