namespace PiDeployer.Cli.Terminal;

/// <summary>
/// Columns for people: aligned, without lines between. On a terminal no line is longer than it is wide: the last column is cut, and where there is no room for it, so is what stands
/// before. A column in which nothing stands is left out, and so are titles where there are none.
/// </summary>
/// <param name="titles">Of the columns.</param>
internal sealed class Table(params string[] titles)
{
    private const string Gap = "  ";

    private readonly List<Cell[]> rows = [];

    public void Add(params Cell[] row) => rows.Add(row);

    public void Print(Screen screen)
    {
        var widths = Widths();
        if (Array.Exists(titles, title => title.Length > 0))
            PrintRow(screen, Array.ConvertAll(titles, title => new Cell(title, Ink.Faint)), widths);
        foreach (var row in rows)
            PrintRow(screen, row, widths);
    }

    private int[] Widths()
    {
        var widths = new int[titles.Length];
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                widths[i] = Math.Max(widths[i], TextWidth.Of(row[i].Text));
        }

        for (var i = 0; i < widths.Length; i++)
            widths[i] = widths[i] == 0 ? 0 : Math.Max(widths[i], titles[i].Length);
        return widths;
    }

    private static void PrintRow(Screen screen, Cell[] row, int[] widths)
    {
        var room = screen.Columns() ?? int.MaxValue;
        var blanks = 0; // Those at a line's end are never written.
        for (var i = 0; i < row.Length; i++)
        {
            if (widths[i] == 0)
                continue;
            var text = TextWidth.Cut(row[i].Text, Math.Max(room - blanks, 0), screen.HasSymbols ? "…" : "~");
            if (text.Length > 0)
            {
                screen.Output.Write(new string(' ', blanks));
                screen.Output.Write(screen.Paint(text, row[i].Ink));
                room -= blanks + TextWidth.Of(text);
                blanks = 0;
            }

            blanks += widths[i] - TextWidth.Of(text) + Gap.Length;
        }

        screen.Output.Write('\n');
    }
}
