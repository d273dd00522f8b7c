using System.Collections.Immutable;
using System.Security.Cryptography;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>
/// Secrets in files that whoever asks may not read, such as those that systemd gives to the service alone. For each there is something that nobody knows, so that all the rest
/// can be looked at. The server itself does not start without them.
/// </summary>
/// <param name="Variables">The process's, with what stands for the secrets.</param>
/// <param name="Reasons">Why each was not read; sentences without their stop.</param>
/// <param name="StandIn">The same for all of them.</param>
internal sealed record UnreadSecrets(IReadOnlyDictionary<string, string> Variables, ImmutableArray<string> Reasons, Secret StandIn)
{
    /// <summary>Where systemd puts them; while the service does not run, there is nothing: https://systemd.io/CREDENTIALS.</summary>
    private const string Credentials = "/run/credentials/";

    /// <param name="all">The process's variables over those of <c>.env</c>.</param>
    /// <param name="process">The process's.</param>
    public static UnreadSecrets In(ImmutableDictionary<string, string> all, IReadOnlyDictionary<string, string> process)
    {
        var text = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var variables = new Dictionary<string, string>(process, StringComparer.Ordinal);
        var reasons = ImmutableArray.CreateBuilder<string>();
        foreach (var name in Settings.SecretNames)
        {
            var file = all.GetValueOrDefault(Settings.FileForm(name), "").Trim();
            if (file.Length == 0 || all.GetValueOrDefault(name, "").Trim().Length > 0 || WhyClosed(file) is not { } reason)
                continue;
            variables[name] = text;
            variables[Settings.FileForm(name)] = "";
            reasons.Add($"{Settings.FileForm(name)}: {reason}; the service may well read it, and nothing is said of {name}");
        }

        return new UnreadSecrets(variables, reasons.ToImmutable(), Secret.TryCreate(text, out var standIn) ? standIn : throw new InvalidOperationException());
    }

    /// <summary>Null when it can be read, or its trouble is the server's too.</summary>
    private static string? WhyClosed(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return e is UnauthorizedAccessException || file.StartsWith(Credentials, StringComparison.Ordinal) ? e.Message.TrimEnd('.') : null;
        }
    }
}
