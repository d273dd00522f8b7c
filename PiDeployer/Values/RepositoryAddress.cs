using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Values;

/// <summary>
/// Where a repository is: <c>https://git.example.org/ann/shop</c>, as people see it or as git clones it, also over ssh. Two forges may have a repository of the same name;
/// their addresses differ.
/// </summary>
internal sealed record RepositoryAddress
{
    private const int MaxLength = 1000;
    private const string GitEnding = ".git";

    private RepositoryAddress(string host, int? port, RepositoryName path)
    {
        Host = host;
        Port = port;
        Path = path;
    }

    /// <summary>In lower case.</summary>
    public string Host { get; }

    /// <summary>Of the web server, and the usual one is the same for http and https; null where the address is one for ssh, which has a port of its own.</summary>
    public int? Port { get; }

    /// <summary>Mostly the full name; behind a proxy with a prefix of its own, more than that.</summary>
    public RepositoryName Path { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RepositoryAddress? address)
    {
        address = null;
        if (text is null or { Length: > MaxLength } || !Uri.TryCreate(AsUrl(text), UriKind.Absolute, out var url) || url.Host.Length == 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            return false;
        var path = url.AbsolutePath.Trim('/');
        if (!RepositoryName.TryParse(path.EndsWith(GitEnding, StringComparison.OrdinalIgnoreCase) ? path[..^GitEnding.Length] : path, out var name))
            return false;
        address = url.Scheme switch
        {
            "http" or "https" => new RepositoryAddress(url.Host, url.IsDefaultPort ? 443 : url.Port, name),
            "ssh" => new RepositoryAddress(url.Host, null, name),
            _ => null,
        };
        return address is not null;
    }

    /// <summary>Whether both mean the same repository, as far as they say.</summary>
    public bool Means(RepositoryAddress other) => Host == other.Host && Path == other.Path && (Port is null || other.Port is null || Port == other.Port);

    public override string ToString() => $"{Host}{(Port is null or 443 ? "" : $":{Port}")}/{Path}";

    /// <summary>git also takes <c>git@git.example.org:ann/shop.git</c> for an address over ssh.</summary>
    private static string AsUrl(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !text.Contains("://", StringComparison.Ordinal) && !text[..colon].Contains('/', StringComparison.Ordinal) ? $"ssh://{text[..colon]}/{text[(colon + 1)..]}" : text;
    }
}
