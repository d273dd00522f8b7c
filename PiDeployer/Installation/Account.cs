using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>A user of this machine, as <c>getent passwd</c> tells.</summary>
/// <param name="Name">To log in with.</param>
/// <param name="Owner">The numbers.</param>
/// <param name="Comment">The field that usually has the full name.</param>
/// <param name="Home">Absolute.</param>
internal sealed record Account(string Name, FileOwner Owner, string Comment, string Home)
{
    /// <summary>Of the user that is made where nobody else offers himself.</summary>
    public const string OurName = "pi-deployer";

    /// <summary>By this an uninstall knows whom an install has made.</summary>
    public const string Mark = "PiDeployer (made by its install)";

    private const uint FirstPerson = 1000;
    private const uint Nobody = 65534;

    public bool IsOurs => Name == OurName && Comment == Mark;

    public bool IsPerson => Owner.User >= FirstPerson && !IsNobody;

    public bool IsRoot => Owner.User == 0;

    /// <summary>The user whom everything runs as that shall own nothing.</summary>
    public bool IsNobody => Name == "nobody" || Owner.User == Nobody;

    /// <summary>Null when there is no such user.</summary>
    public static async Task<Account?> FindAsync(Machine machine, string name, CancellationToken cancellationToken) =>
        await machine.AskAsync("getent", ["passwd", name], cancellationToken) is { IsYes: true, Text: var line } ? Parse(line) : null;

    public static async Task<bool> MayUseDockerAsync(Machine machine, string name, CancellationToken cancellationToken) =>
        (await machine.AskAsync("id", ["-nG", name], cancellationToken)).Text.Split(' ').Contains("docker");

    public static Account? Parse(string line) =>
        line.Split(':') is [var name, _, var user, var group, var comment, var home, _]
        && uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
        && uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var groupId)
            ? new Account(name, new FileOwner(userId, groupId), comment, home)
            : null;
}
