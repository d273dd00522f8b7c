using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <summary>How one forge is spoken to, and spoken of.</summary>
/// <param name="Name">For people.</param>
/// <param name="Variable">Where its token comes from.</param>
/// <param name="Token">The token itself.</param>
/// <param name="Rights">What the token has to allow; ends the sentence "the token needs …".</param>
/// <param name="Headers">Of each call, the one with the token among them.</param>
internal sealed record ForgeIdentity(string Name, string Variable, Secret Token, string Rights, ImmutableArray<(string Name, string Value)> Headers);
