using PiDeployer.Projects;

namespace PiDeployer.Checks.Configured;

/// <summary>What is configured and does nothing: projects that nobody can deploy by a push, stacks whose name is another's, a Telegram without its keys.</summary>
internal static class Reachability
{
    public static void Look(Site site, Findings found)
    {
        var env = Path.Combine(site.Directory, ".env");
        foreach (var oddity in site.Oddities)
            found.Warning(oddity, env, null);
        if (site.DeployToken is null)
            found.Warning("DEPLOY_TOKEN is not set, so deployments by hand, logs and reloads over HTTP are closed to everybody", env, "`openssl rand -hex 32` makes a good one");
        foreach (var project in site.Projects.Where(project => project is { WebhookSecrets.IsEmpty: true, Poll: null, Repository: not null } && site.WebhookSecret is null))
            found.Warning($"{project.Name} has no webhook secret and there is no global one, so its webhooks will be refused", site.ProjectsFile, "set GITHUB_WEBHOOK_SECRET, or its own webhook_secret");
        if (!site.HasTelegram && (site.Catalog.Channels.Any(channel => channel.Target is ChannelTarget.Telegram) || site.Any(project => project.Channels?.Contains(ChannelSettings.Telegram) == true)))
            found.Warning("The channel telegram is named and tells nobody anything", site.ProjectsFile, "set TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID");
        foreach (var folder in site.Catalog.Groups)
        {
            var named = site.Catalog.StacksOf(folder).Select(stack => stack.Name).ToList();
            foreach (var stack in folder.Stacks?.All() ?? [])
            {
                if (!named.Contains(stack.Name))
                    found.Warning($"The stack {stack.Name} in the folder of {folder.Name} cannot be deployed, because another project or stack has its name", stack.Path, "rename its folder");
            }
        }
    }
}
