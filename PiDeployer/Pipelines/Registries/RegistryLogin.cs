using System.Net.Http.Headers;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Registries;

/// <summary>By which a registry knows who asks.</summary>
internal sealed record RegistryLogin(string User, Secret Password)
{
    public AuthenticationHeaderValue Header => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password.Reveal()}")));

    /// <summary>Null when one of the two is missing. A user in angle brackets stands for a token that only Docker itself can use.</summary>
    public static RegistryLogin? Of(string? user, string? password) =>
        user is { Length: > 0 } && user[0] != '<' && Secret.TryCreate(password, out var secret) ? new RegistryLogin(user, secret) : null;
}
