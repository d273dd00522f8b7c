using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary>Where the running server is, and what lets us in.</summary>
/// <param name="Address">Its own.</param>
/// <param name="Source">Who says so, for when nobody answers there: <c>/opt/pi-deployer/.env</c>, <see cref="Url"/>.</param>
/// <param name="Token">Null when there is none, which is enough for some of what can be asked.</param>
/// <param name="WhyNoToken">What to do about that.</param>
/// <param name="WhatToDo">When nobody answers there: a sentence.</param>
internal sealed record ServerPlace(Uri Address, string Source, Secret? Token, string WhyNoToken, string WhatToDo)
{
    public const string Url = "--url";

    /// <summary>Whether the command line says where it is.</summary>
    public bool IsNamed => Source == Url;
}
