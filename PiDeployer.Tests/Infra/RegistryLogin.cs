using System.Net.Http.Headers;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>Who may use a registry, in the forms in which it is asked for.</summary>
internal sealed record RegistryLogin(string User, string Password)
{
    public AuthenticationHeaderValue Header => new("Basic", Token);

    /// <summary>The registry's own file. It takes nothing but bcrypt, which needs no package this way.</summary>
    public string Htpasswd() => $"{User}:{Shell.Run("perl", "-e", "print crypt($ARGV[0], '$2y$05$pi.deployer.tests.salt')", Password)}\n";

    /// <summary>What <c>docker login</c> leaves in <c>config.json</c>, which podman reads too.</summary>
    public string DockerConfig(string host) => $$"""{ "auths": { "{{host}}": { "auth": "{{Token}}" } } }""";

    private string Token => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
}
