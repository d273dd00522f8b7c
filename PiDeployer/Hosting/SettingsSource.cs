using System.Collections.Immutable;
using PiDeployer.Http;
using PiDeployer.Pipelines;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>Looks single settings up, and reports those that cannot be had. An empty variable counts as none.</summary>
internal sealed class SettingsSource(ImmutableDictionary<string, string> environment, ImmutableArray<string>.Builder problems)
{
    /// <summary>The address that the server listens on, in words.</summary>
    public string Host => Text("DEPLOYER_HOST", "FLASK_HOST") ?? "0.0.0.0";

    /// <summary>Its port, in words.</summary>
    public string Port => Text("DEPLOYER_PORT", "FLASK_PORT") ?? "5000";

    /// <summary>The one of signed calls; null when there is none.</summary>
    public Secret? WebhookSecret() => Secret("GITHUB_WEBHOOK_SECRET") ?? Secret("DEPLOY_SECRET") ?? Secret("WEBHOOK_SECRET");

    /// <summary>The first of these names that has a value.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (environment.GetValueOrDefault(name) is { } value && value.Trim() is { Length: > 0 } text)
                return text;
        }

        return null;
    }

    /// <summary>How long something may take; as many seconds as usual where nothing is said.</summary>
    public StepLimit Limit(StepLimit usual)
    {
        if (Text(usual.Variable) is not { } text)
            return usual;
        if (DurationText.TryParse(text) is { } time && time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(1))
            return usual with { Time = time };
        problems.Add($"{usual.Variable} '{text}' is not a time from 1 second to 1 day, such as 600, 90s or 10m");
        return usual;
    }

    /// <summary>An http or https address; null where there is neither one nor a usual one, and where it is wrong.</summary>
    public Uri? Address(string name, string? usual)
    {
        if ((Text(name) ?? usual) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Query.Length == 0 && address.Fragment.Length == 0)
            return address;
        problems.Add($"{name} is not an http:// or https:// address");
        return null;
    }

    /// <summary>From the variable itself, or from the file that its <c>…_FILE</c> form names.</summary>
    public Secret? Secret(string name)
    {
        var file = Text(Settings.FileForm(name));
        var value = Text(name);
        if (file is not null && value is not null)
            problems.Add($"{name} and {Settings.FileForm(name)} are both set; keep one");
        else if (file is not null)
            value = FromFile(name, file);
        return Values.Secret.TryCreate(value, out var secret) ? secret : null;
    }

    /// <summary>Addresses and ranges of them, with commas or spaces between.</summary>
    public ImmutableArray<AddressRange> Addresses(string name, string otherwise)
    {
        var ranges = ImmutableArray.CreateBuilder<AddressRange>();
        foreach (var part in (Text(name) ?? otherwise).Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (AddressRange.TryParse(part, out var range))
                ranges.Add(range);
            else
                problems.Add($"{name} '{part}' is neither an address nor a range such as 192.168.1.0/24");
        }

        return ranges.ToImmutable();
    }

    private string? FromFile(string name, string file)
    {
        try
        {
            var text = File.ReadAllText(file).Trim();
            if (text.Length == 0)
                problems.Add($"{Settings.FileForm(name)}: {file} is empty");
            return text;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            problems.Add($"{Settings.FileForm(name)}: {e.Message}");
            return null;
        }
    }
}
