namespace PiDeployer.Deployments;

/// <summary>Runs a deployment to its end.</summary>
/// <param name="active">What to run.</param>
/// <param name="handedOver">What the process before this one had done of it; null when it begins here.</param>
/// <param name="enter">To be told of every other state that it comes to.</param>
/// <returns>Null when the process to come finishes it.</returns>
internal delegate Task<DeploymentResult?> RunDeployment(ActiveDeployment active, DeploymentResult? handedOver, EnterState enter);

/// <summary>Writes down that a deployment is in another state now, with what was done so far; false when that could not be written.</summary>
internal delegate bool EnterState(DeploymentState state, DeploymentResult progress);
