namespace PiDeployer.Cli.Terminal;

/// <summary>
/// The line at a terminal's bottom that says what goes on, below whatever else is printed. Where there is no terminal, there is none.
/// </summary>
internal sealed class StatusLine(Screen screen) : IDisposable
{
    /// <summary>How many columns the one takes that is shown now; 0 when none is.</summary>
    private int shown;

    /// <summary>Shows it instead of the one before.</summary>
    public void Show(string text)
    {
        if (screen.Columns() is not { } columns)
            return;
        Erase();
        var line = TextWidth.Cut(text, columns - 1, screen.HasSymbols ? "…" : "~");
        screen.Output.Write(screen.Paint(line, Ink.Busy));
        shown = TextWidth.Of(line);
        screen.Flush();
    }

    /// <summary>A window that has become narrower has broken the line into several.</summary>
    public void Erase()
    {
        if (shown == 0 || screen.Columns() is not { } columns)
            return;
        var up = (shown - 1) / columns;
        screen.Output.Write($"\r{(up > 0 ? $"\e[{up}A" : "")}\e[J");
        shown = 0;
    }

    public void Dispose()
    {
        Erase();
        screen.Output.Flush();
    }
}
