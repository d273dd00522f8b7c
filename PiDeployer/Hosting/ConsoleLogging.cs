using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace PiDeployer.Hosting;

/// <summary>Log lines for who reads them: <c>&lt;priority&gt;</c> for the journal, which has times of its own; time and level for everybody else.</summary>
internal static class ConsoleLogging
{
    public static void Configure(ILoggingBuilder logging, IReadOnlyDictionary<string, string> environment)
    {
        var forJournal = environment.ContainsKey("JOURNAL_STREAM");
        logging.AddConsole(options =>
        {
            options.FormatterName = LineFormatter.FormatterName;
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite; // A console that nobody reads must not stop the work.
        });
        logging.Services.AddSingleton<ConsoleFormatter>(new LineFormatter(forJournal, TimeProvider.System));
    }

    private sealed class LineFormatter(bool forJournal, TimeProvider clock) : ConsoleFormatter(FormatterName)
    {
        public const string FormatterName = "line";

        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            var (priority, word) = logEntry.LogLevel switch
            {
                LogLevel.Critical => (2, "critical"),
                LogLevel.Error => (3, "error"),
                LogLevel.Warning => (4, "warning"),
                LogLevel.Information => (6, "info"),
                _ => (7, "debug"),
            };
            // A message is one line, whatever strangers put into it; only our own exceptions have several.
            var message = OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception));
            var text = logEntry.Exception is null ? message : $"{message} {logEntry.Exception}";

            // The journal reads a priority at each line's beginning, so a message of several lines needs one before each.
            var start = forJournal
                ? string.Create(CultureInfo.InvariantCulture, $"<{priority}>")
                : string.Create(CultureInfo.InvariantCulture, $"{clock.GetLocalNow():yyyy-MM-dd HH:mm:ss} {word,-7} ");
            foreach (var line in text.Split('\n'))
                textWriter.Write($"{start}{line.TrimEnd('\r')}\n");
        }

        private static string OneLine(string text)
        {
            var characters = text.ToCharArray();
            for (var i = 0; i < characters.Length; i++)
                characters[i] = char.IsControl(characters[i]) ? ' ' : characters[i];
            return new string(characters);
        }
    }
}
