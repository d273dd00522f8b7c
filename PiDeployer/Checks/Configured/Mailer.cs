using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Checks.Configured;

/// <summary>Whether the program is there that takes e-mails.</summary>
internal static class Mailer
{
    public static void Look(Site site, Findings found)
    {
        foreach (var channel in site.Catalog.Channels)
        {
            if (channel.Target is not ChannelTarget.Email email)
                continue;
            if (Executable.WhyNotStartable(new Command(email.Sendmail, [], "/"), site.SearchPath) is { } obstacle)
                found.Error($"The channel {channel.Name} sends no e-mail: {obstacle}", email.Sendmail, "sudo apt install msmtp-mta, or another one that brings sendmail; or name it with `sendmail:`");
            else
                found.Ok($"The channel {channel.Name} has its sendmail; `pi-deployer notify-test {channel.Name}` tries it", email.Sendmail);
        }
    }
}
