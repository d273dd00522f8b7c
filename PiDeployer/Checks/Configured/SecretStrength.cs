using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Checks.Configured;

/// <summary>Whether a stranger could guess what lets people in.</summary>
internal static class SecretStrength
{
    private const int Guessable = 8;
    private const int Good = 20;
    private const int FewestCharacters = 6;
    private const string Mend = "`openssl rand -hex 32` makes a good one; enter a webhook secret at the forge too";

    /// <summary>What stands in instructions, to be replaced.</summary>
    private static readonly ImmutableArray<string> Samples =
    [
        "changeme", "change_me", "change-me", "your-secret", "your_secret", "yoursecret", "your-webhook", "your_webhook", "your-token", "your_token", "your-deploy", "your_deploy",
        "replace", "example", "placeholder", "xxxx", "todo",
    ];

    private static readonly ImmutableArray<string> Words = ["secret", "password", "token", "deploy", "webhook", "admin", "raspberry"];

    public static void Look(Site site, Findings found)
    {
        Judge("DEPLOY_TOKEN", Read(site, site.DeployToken), found);
        Judge("The global webhook secret", Read(site, site.WebhookSecret), found);
        foreach (var project in site.Projects)
        {
            foreach (var secret in project.WebhookSecrets)
                Judge($"The webhook secret of {project.Name}", secret, found);
        }

        if (Read(site, site.DeployToken) is { } token && (token.Equals(site.WebhookSecret) || site.Catalog.Secrets.Contains(token)))
            found.Warning("DEPLOY_TOKEN is also a webhook secret: whoever may tell of a push could do everything else too", null, Mend);
    }

    private static Secret? Read(Site site, Secret? secret) => secret is not null && secret.Equals(site.StandIn) ? null : secret;

    private static void Judge(string name, Secret? secret, Findings found)
    {
        if (secret is null)
            return;
        var text = secret.Reveal().Trim();
        if (Samples.Any(sample => text.Contains(sample, StringComparison.OrdinalIgnoreCase)) || Words.Any(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)))
            found.Error($"{name} is a sample's value, which everybody knows", null, Mend);
        else if (text.Length < Guessable)
            found.Error($"{name} has fewer than {Guessable} characters and can be guessed", null, Mend);
        else if (text.Length < Good)
            found.Warning($"{name} has fewer than {Good} characters", null, Mend);
        else if (DifferentCharacters(text) < FewestCharacters)
            found.Warning($"{name} is made of only a few different characters", null, Mend);
        else if (StandardWebhook.IsBrokenKey(secret))
            found.Warning($"{name} begins with whsec_, as GitLab's signing tokens do, but what follows is not base64, so nothing can be signed with it", null, "copy it again, completely");
        else
            found.Ok($"{name} cannot be guessed", null);
    }

    private static int DifferentCharacters(string text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text.IndexOf(text[i], StringComparison.Ordinal) == i)
                count++;
        }

        return count;
    }
}
