using PiDeployer.Checks;
using PiDeployer.Cli;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary><c>pi-deployer check</c>: reads the configuration as the server would, looks at everything that a deployment needs, and changes nothing.</summary>
internal static class Doctor
{
    /// <param name="directory">Where <c>.env</c> is.</param>
    /// <param name="environment">The process's variables.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="screen">For what was found.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        string directory, IReadOnlyDictionary<string, string> environment, CheckOptions options, Screen screen, CancellationToken cancellationToken)
    {
        var unit = options.IsQuick ? null : await SiteReader.FindUnitAsync(environment, cancellationToken);
        var reader = new SiteReader(directory, environment, unit);
        if (!reader.TryLoad(out var configuration, out var problems) || configuration.WhyNobodyGetsIn is not null)
        {
            Print([ConfigurationProblems.Of(configuration?.WhyNobodyGetsIn is { } nobody ? [nobody] : problems, directory, reader.Redaction)], options, environment, screen);
            return ExitCodes.Configuration;
        }

        var projects = SiteReader.Chosen(configuration.Catalog, options.Projects, out var unknown);
        if (unknown is not null)
            return screen.Fail(ExitCodes.Usage, $"there is no project '{Wording.Line(unknown, 100)}'{Suggestion.For(unknown, configuration.Catalog.All().Select(project => project.Name.Value).ToList())}");

        var site = reader.Read(configuration, projects);
        using var http = new HttpClient();
        var reports = await new Checkup(options.IsQuick ? CheckLimits.Quick : CheckLimits.Usual, site.Redaction, TimeProvider.System).RunAsync(new CheckList(http, options.IsQuick).Of(site), cancellationToken);
        Print(reports, options, environment, screen);
        return reports.Count(Severity.Error) > 0 || (options.IsStrict && reports.Count(Severity.Warning) > 0) ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static void Print(IReadOnlyList<GroupReport> reports, CheckOptions options, IReadOnlyDictionary<string, string> environment, Screen screen)
    {
        screen.Output.Write(
            options.IsJson ? FindingsJson.Of(reports)
            : options.IsQuick && environment.ContainsKey("JOURNAL_STREAM") ? FindingsJournal.Of(reports)
            : FindingsPage.Of(reports, screen));
        screen.Output.Flush();
    }
}
