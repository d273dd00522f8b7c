namespace PiDeployer.Checks.Deployable;

/// <summary>
/// An address as it may be shown: without a login and without what stands behind a question mark, either of which may be a secret. It is cut as a text, since git takes
/// passwords that are written in no address, and a parsed one shows them in other letters.
/// </summary>
/// <param name="Text">What is left.</param>
/// <param name="Login">What stood before the <c>@</c>; null when nothing did.</param>
internal sealed record ShownAddress(string Text, string? Login)
{
    private const string AfterScheme = "://";

    /// <summary>The password, or a token that stands in a name's place; null where there is a name only, as in most addresses of ssh's.</summary>
    public string? Password => Login?.Split(':', 2) switch
    {
        [_, { Length: > 0 } password] => password,
        [{ Length: > 0 } token, ..] when Text.StartsWith("http", StringComparison.OrdinalIgnoreCase) => token,
        _ => null,
    };

    public static ShownAddress Of(string address)
    {
        var scheme = address.IndexOf(AfterScheme, StringComparison.Ordinal);
        if (scheme < 0)
            return new ShownAddress(address, null); // A path, or ssh's user@host:path.
        var start = scheme + AfterScheme.Length;
        var slash = address.IndexOf('/', start);
        var at = address.LastIndexOf('@', slash < 0 ? address.Length - 1 : slash);
        var login = at < start ? null : address[start..at];
        var rest = login is null ? address[start..] : address[(at + 1)..];
        return new ShownAddress($"{address[..start]}{rest.Split('?', '#')[0]}", login);
    }
}
