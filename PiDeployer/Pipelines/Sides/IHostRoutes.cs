namespace PiDeployer.Pipelines.Sides;

/// <summary>What sends people by the name of the host that they ask for to a port of this machine.</summary>
internal interface IHostRoutes
{
    /// <summary>From now on people who ask for this host come to this port. Null when they do.</summary>
    Task<string?> PointAsync(string host, int port, CancellationToken cancellationToken);

    /// <summary>Puts back what a restart has made it forget of this host. What was done; null when nothing had to be, or could be.</summary>
    Task<string?> RemindAsync(string host, CancellationToken cancellationToken);

    /// <summary>Nobody is sent anywhere for this host any more. Null when that is so.</summary>
    Task<string?> RemoveAsync(string host, CancellationToken cancellationToken);
}
