using PiDeployer.Deployments;
using PiDeployer.Feedback;
using PiDeployer.Notifications;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>Reads <c>projects.yml</c> again, whoever asked for it, and tells those who have to know.</summary>
internal sealed partial class Reloader(
    LiveCatalog catalog, DeploymentCoordinator coordinator, Notifier notifier, Settings settings, SystemdNotifier manager, Func<string> address, ILogger<Reloader> logger)
{
    /// <summary>What the service manager shows of us.</summary>
    public string Serving => $"{catalog.Current.Projects.Length} projects at {address()}";

    public ProjectsFileResult Reload()
    {
        manager.Reloading();
        var trouble = "; the last reload failed";
        try
        {
            var result = catalog.Reload();
            if (result is ProjectsFileResult.Invalid(var problems))
            {
                Log.NotReloaded(logger, string.Join("; ", problems));
                trouble += $": {problems[0]}";
                return result;
            }

            Log.Reloaded(logger, catalog.Current.Projects.Length);
            WarnOfUnreachable();
            notifier.Reconsider();
            coordinator.Reconsider();
            trouble = "";
            return result;
        }
        finally
        {
            manager.Ready($"{Serving}{trouble}"); // The service manager waits for it, whatever has gone wrong.
        }
    }

    /// <summary>Names what is configured and cannot be: projects whose webhooks nobody can sign, or whose forge cannot be told, and stacks whose name is another's.</summary>
    public void WarnOfUnreachable()
    {
        foreach (var project in catalog.Current.Projects.Where(project => project is { WebhookSecrets.IsEmpty: true, Poll: null } && settings.WebhookSecret is null))
            Log.NoSecret(logger, project.Name.Value);
        foreach (var project in catalog.Current.Projects)
        {
            if (project.WebhookSecrets.Any(StandardWebhook.IsBrokenKey) || (project.WebhookSecrets.IsEmpty && settings.WebhookSecret is { } shared && StandardWebhook.IsBrokenKey(shared)))
                Log.BrokenKey(logger, project.Name.Value);
            if (ForgeChoice.ProblemOf(project, settings.Forges) is { } problem)
                Log.NoFeedback(logger, project.Name.Value, problem);
        }

        if (settings.Telegram is null && (catalog.Current.Channels.Any(channel => channel.Target is ChannelTarget.Telegram) || catalog.Current.Projects.Any(project => project.Channels?.Contains(ChannelSettings.Telegram) == true)))
            Log.NoTelegram(logger);

        foreach (var folder in catalog.Current.Groups)
        {
            foreach (var stack in (folder.Stacks?.All() ?? []).ExceptBy(catalog.Current.StacksOf(folder).Select(found => found.Name), stack => stack.Name))
                Log.Hidden(logger, stack.Name.Value, folder.Name.Value);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A webhook secret of {Project} begins with whsec_, as GitLab's signing tokens do, but what follows is not base64, so nothing can be signed with it. Was it copied completely?")]
        public static partial void BrokenKey(ILogger logger, string project);

        [LoggerMessage(LogLevel.Information, "Reloaded: {Count} projects.")]
        public static partial void Reloaded(ILogger logger, int count);

        [LoggerMessage(LogLevel.Error, "Not reloaded, the projects are as they were: {Problems}")]
        public static partial void NotReloaded(ILogger logger, string problems);

        [LoggerMessage(LogLevel.Warning, "The stack {Stack} in the folder of {Folder} cannot be deployed, because another project or stack has its name. Rename its folder.")]
        public static partial void Hidden(ILogger logger, string stack, string folder);

        [LoggerMessage(LogLevel.Warning, "projects.yml names the channel telegram, which tells nobody anything: TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID are not both set.")]
        public static partial void NoTelegram(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "No forge hears how deployments of {Project} go: {Problem}.")]
        public static partial void NoFeedback(ILogger logger, string project, string problem);

        [LoggerMessage(LogLevel.Warning, "Project {Project} has no webhook secret and there is no global one, so its webhooks will be refused.")]
        public static partial void NoSecret(ILogger logger, string project);
    }
}
