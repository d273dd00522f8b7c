using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <param name="Kind">Any but none.</param>
/// <param name="Token">Goes with each call, in a header.</param>
/// <param name="Address">Of GitHub its API, of the others where people find it. http or https.</param>
internal sealed record ForgeSettings(ForgeKind Kind, Secret Token, Uri Address);
