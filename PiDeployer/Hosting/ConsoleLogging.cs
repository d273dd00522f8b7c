using Microsoft.Extensions.Logging.Console;

namespace PiDeployer.Hosting;

/// <summary>Log lines for who reads them: priorities for the journal, which has times of its own; times for a terminal.</summary>
internal static class ConsoleLogging
{
    public static void Configure(ILoggingBuilder logging, IReadOnlyDictionary<string, string> environment)
    {
        if (environment.ContainsKey("JOURNAL_STREAM"))
            logging.AddSystemdConsole();
        else
            logging.AddSimpleConsole(Terminal);
    }

    private static void Terminal(SimpleConsoleFormatterOptions options)
    {
        options.SingleLine = true;
        options.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
        options.ColorBehavior = LoggerColorBehavior.Default;
    }
}
