using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Registries;

/// <summary>The logins that <c>docker login</c> has left: in its <c>config.json</c>, or with a program that keeps secrets.</summary>
/// <remarks>https://docs.docker.com/reference/cli/docker/login/#credential-stores.</remarks>
internal static class RegistryLogins
{
    /// <summary>What Docker itself writes for the hub.</summary>
    private const string HubKey = "https://index.docker.io/v1/";

    private const int MaxBytes = 1024 * 1024;

    /// <param name="context">Whose commands see the logins.</param>
    /// <param name="host">The registry's.</param>
    /// <param name="cancellationToken">Ends the program that keeps secrets.</param>
    /// <returns>Null when there is none, or none that can be read.</returns>
    public static async Task<RegistryLogin?> FindAsync(StepContext context, string host, CancellationToken cancellationToken)
    {
        if (FolderOf(context) is not { } folder)
            return null;
        try
        {
            if (SmallFile.Read(Path.Combine(folder, "config.json"), MaxBytes) is not { } json)
                return null;
            using var document = JsonDocument.Parse(json);
            var key = host == ImageReference.Hub ? HubKey : host;
            var helper = Text(In(document.RootElement, "credHelpers", key)) ?? Text(In(document.RootElement, "credsStore"));
            return helper is { Length: > 0 } ? await AskAsync(context, helper, key, cancellationToken) : OfFile(document.RootElement, key);
        }
        catch (Exception e) when (JsonTrouble.Is(e) || FileTrouble.Is(e))
        {
            return null;
        }
    }

    /// <summary>The project's own, the one that the environment names, the user's.</summary>
    private static string? FolderOf(StepContext context)
    {
        var variables = context.Commands.Environment.SetItems(context.Engine.In([]).Environment);
        return variables.TryGetValue("DOCKER_CONFIG", out var folder) && folder.Length > 0 ? folder
            : variables.TryGetValue("HOME", out var home) && home.Length > 0 ? Path.Combine(home, ".docker")
            : null;
    }

    /// <summary>Logins of long ago stand there with <c>https://</c> and a path.</summary>
    private static RegistryLogin? OfFile(JsonElement root, string key)
    {
        if (In(root, "auths") is not { ValueKind: JsonValueKind.Object } all)
            return null;
        foreach (var one in all.EnumerateObject())
        {
            if (one.Name != key && HostOf(one.Name) != HostOf(key))
                continue;
            if (Text(In(one.Value, "auth")) is not { } auth)
                return null;
            var bytes = new byte[auth.Length];
            if (Convert.TryFromBase64String(auth, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var user, var password])
                return RegistryLogin.Of(user, password);
        }

        return null;
    }

    private static string HostOf(string key) => key.Replace("https://", "", StringComparison.Ordinal).Replace("http://", "", StringComparison.Ordinal).Split('/')[0];

    /// <summary>It reads the registry's name, and writes the login: https://github.com/docker/docker-credential-helpers.</summary>
    private static async Task<RegistryLogin?> AskAsync(StepContext context, string helper, string key, CancellationToken cancellationToken)
    {
        if (!helper.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
            return null;
        var question = new Command($"docker-credential-{helper}", ["get"], context.Project.Path) { Environment = context.Engine.In([]).Environment, Input = Encoding.UTF8.GetBytes(key) };
        var (answer, _) = await EngineCommand.AskAsync(context, question, cancellationToken);
        if (answer.Length == 0)
            return null;
        using var document = JsonDocument.Parse(answer);
        return RegistryLogin.Of(Text(In(document.RootElement, "Username")), Text(In(document.RootElement, "Secret")));
    }

    private static JsonElement? In(JsonElement? element, params ImmutableArray<string> path)
    {
        foreach (var name in path)
            element = element is { ValueKind: JsonValueKind.Object } && element.Value.TryGetProperty(name, out var inner) ? inner : null;
        return element;
    }

    private static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } ? element.Value.GetString() : null;
}
