using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Values;

/// <summary>The bare address of a mailbox, <c>ann@example.org</c>: nothing in it ends a header, begins another address or looks like an option.</summary>
internal sealed record MailAddress
{
    private const int MaxLength = 254;

    private static readonly SearchValues<char> InMailbox = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-");
    private static readonly SearchValues<char> InDomain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

    private MailAddress(string value, string domain) => (Value, Domain) = (value, domain);

    public string Value { get; }

    /// <summary>What stands behind the @.</summary>
    public string Domain { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out MailAddress? address)
    {
        address = text.Length <= MaxLength && text.Split('@') is [{ Length: > 0 } mailbox, { Length: > 0 } domain] && mailbox[0] is not ('-' or '.')
            && !mailbox.AsSpan().ContainsAnyExcept(InMailbox) && !domain.AsSpan().ContainsAnyExcept(InDomain)
                ? new MailAddress(text, domain)
                : null;
        return address is not null;
    }

    public override string ToString() => Value;
}
