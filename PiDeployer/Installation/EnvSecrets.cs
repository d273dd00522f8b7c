using System.Collections.Immutable;
using PiDeployer.Projects;

namespace PiDeployer.Installation;

/// <summary>A <c>.env</c> in which no secret is missing.</summary>
/// <param name="Text">The file's; what stood there before still does.</param>
/// <param name="Added">The names that got a value.</param>
internal sealed record EnvSecrets(string Text, ImmutableArray<string> Added)
{
    public const string Webhook = "GITHUB_WEBHOOK_SECRET";
    public const string Token = "DEPLOY_TOKEN";

    /// <param name="text">Of a file without mistakes.</param>
    /// <param name="newSecret">Makes one.</param>
    public static EnvSecrets Fill(string text, Func<string> newSecret)
    {
        var (values, _) = EnvFile.Parse(text, ImmutableDictionary<string, string>.Empty);
        var added = ImmutableArray.CreateBuilder<string>();
        if (!IsAnySet(values, Webhook, "DEPLOY_SECRET", "WEBHOOK_SECRET"))
            added.Add(Webhook);
        if (!IsAnySet(values, Token))
            added.Add(Token);
        foreach (var name in added)
            text = With(text, name, newSecret());
        return new EnvSecrets(text, added.ToImmutable());
    }

    private static bool IsAnySet(ImmutableDictionary<string, string> values, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!string.IsNullOrWhiteSpace(values.GetValueOrDefault(name)) || !string.IsNullOrWhiteSpace(values.GetValueOrDefault($"{name}_FILE")))
                return true;
        }

        return false;
    }

    /// <summary>Where the sample has left room for it, else at the end.</summary>
    private static string With(string text, string name, string value)
    {
        var lines = text.Split('\n');
        for (var i = lines.Length - 1; i >= 0; i--)
        {
            if (lines[i].Trim() != $"{name}=")
                continue;
            lines[i] = $"{name}={value}";
            return string.Join('\n', lines);
        }

        return $"{text}{(text.Length == 0 || text.EndsWith('\n') ? "" : "\n")}{name}={value}\n";
    }
}
