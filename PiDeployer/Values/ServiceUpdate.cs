namespace PiDeployer.Values;

/// <summary>The wish to bring one service of a project up to date, and leave the others alone.</summary>
/// <param name="Service">Which.</param>
/// <param name="Image">What it shall run; null for whatever its own image is in the registry by now.</param>
internal sealed record ServiceUpdate(ServiceName Service, ImageName? Image);
