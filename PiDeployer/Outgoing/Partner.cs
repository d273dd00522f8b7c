using System.Collections.Immutable;
using System.Net;
using PiDeployer.Values;

namespace PiDeployer.Outgoing;

/// <summary>Somebody outside that we call, and how it is spoken of.</summary>
/// <param name="Name">For people; begins the sentence "… answered 500".</param>
/// <param name="Secrets">What it may quote, and nobody else may see.</param>
/// <param name="Advice">What to mend when it refuses with this status; null when that is not known.</param>
/// <param name="WhenMoved">Ends the sentence "… points to HOST, where …".</param>
internal sealed record Partner(string Name, ImmutableArray<Secret> Secrets, Func<HttpStatusCode, string?> Advice, string WhenMoved);
