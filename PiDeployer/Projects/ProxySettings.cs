namespace PiDeployer.Projects;

/// <summary>Which proxy stands before a project, and how it is told where to send people.</summary>
internal abstract record ProxySettings
{
    /// <param name="Socket">Its runtime API, with the level <c>admin</c>; absolute.</param>
    /// <param name="Backend">The backend with the servers <c>blue</c> and <c>green</c>; null where none is needed.</param>
    /// <param name="Map">The file of its map from host names to ports; absolute, null where there is none.</param>
    internal sealed record HaProxy(string Socket, string? Backend, string? Map) : ProxySettings;

    /// <param name="Admin">Its admin API: an http address, or <c>unix//path/of/its.socket</c>.</param>
    /// <param name="Listen">The address of its server that gets the route, as Caddy writes it: <c>:80</c>.</param>
    /// <param name="Host">Under which people ask for the project; null where each environment has its own.</param>
    internal sealed record Caddy(string Admin, string Listen, string? Host) : ProxySettings;
}
