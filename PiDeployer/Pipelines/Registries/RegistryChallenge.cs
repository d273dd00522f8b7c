using System.Net.Http.Headers;

namespace PiDeployer.Pipelines.Registries;

/// <summary>What a registry wants to know before it answers.</summary>
internal abstract record RegistryChallenge
{
    /// <summary>User and password.</summary>
    internal sealed record Basic : RegistryChallenge;

    /// <summary>A token that is given out elsewhere: https://distribution.github.io/distribution/spec/auth/token/.</summary>
    internal sealed record Bearer(Uri Where) : RegistryChallenge;

    /// <summary>Null when it is neither, or nowhere that we would go.</summary>
    /// <param name="header">One of <c>WWW-Authenticate</c>.</param>
    /// <param name="path">The repository that is asked for.</param>
    /// <param name="allowsPlain">Whether the registry itself may do without HTTPS.</param>
    public static RegistryChallenge? Parse(AuthenticationHeaderValue header, string path, bool allowsPlain)
    {
        if (string.Equals(header.Scheme, "Basic", StringComparison.OrdinalIgnoreCase))
            return new Basic();
        var parts = Parameters(header.Parameter ?? "");
        if (!string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase)
            || !Uri.TryCreate(parts.GetValueOrDefault("realm"), UriKind.Absolute, out var realm)
            || !(realm.Scheme == Uri.UriSchemeHttps || (allowsPlain && realm.Scheme == Uri.UriSchemeHttp)))
        {
            return null;
        }

        var scope = parts.GetValueOrDefault("scope") ?? $"repository:{path}:pull";
        var question = $"scope={Uri.EscapeDataString(scope)}{(parts.GetValueOrDefault("service") is { } service ? $"&service={Uri.EscapeDataString(service)}" : "")}";
        return new Bearer(new UriBuilder(realm) { Query = realm.Query.Length > 1 ? $"{realm.Query[1..]}&{question}" : question }.Uri);
    }

    /// <summary><c>realm="…",service="…"</c>; a comma may stand inside of quotes.</summary>
    private static Dictionary<string, string> Parameters(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var rest = text.AsSpan(); rest.IndexOf('=') is var equals and > 0;)
        {
            var name = rest[..equals].Trim(" ,").ToString();
            rest = rest[(equals + 1)..];
            var isQuoted = rest is ['"', ..];
            var value = isQuoted ? rest[1..] : rest;
            var end = value.IndexOf(isQuoted ? '"' : ',');
            parameters[name] = (end < 0 ? value : value[..end]).ToString();
            rest = end < 0 ? [] : value[(end + 1)..];
        }

        return parameters;
    }
}
