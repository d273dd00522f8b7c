using PiDeployer.Cli;
using PiDeployer.Notifications;
using PiDeployer.Outgoing;
using PiDeployer.Pipelines;
using PiDeployer.Processes;

namespace PiDeployer.Hosting;

/// <summary>What <c>pi-deployer notify-test</c> needs of the configuration. It takes nothing that a running server has, so it works beside one.</summary>
internal static class ChannelTrial
{
    /// <param name="directory">Where <c>.env</c> is.</param>
    /// <param name="environment">The process's variables.</param>
    /// <param name="names">Of the channels; none for all of them.</param>
    /// <param name="output">For how it went.</param>
    /// <param name="errors">For what keeps it from being tried.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        string directory, IReadOnlyDictionary<string, string> environment, string[] names, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (!Configuration.TryLoad(directory, environment, out var configuration, out var problems))
        {
            foreach (var problem in problems)
                await errors.WriteLineAsync(problem);
            return ExitCodes.Configuration;
        }

        var (settings, _, catalog) = configuration;
        CommandRunner Commands() => new(CommandEnvironment.Build(settings.Environment, Settings.NotForChildren, catalog.Redaction), catalog.Redaction, TimeProvider.System);
        using var http = PatientClient.NewHttp();
        var kinds = new ChannelKinds(settings.Telegram, http, Commands, TryLimits.Once, TimeProvider.System);
        return await new NotifyTest(kinds, [.. kinds.All(catalog)], settings.PublicAddress, TimeProvider.System, output, errors).RunAsync(names, cancellationToken);
    }
}
