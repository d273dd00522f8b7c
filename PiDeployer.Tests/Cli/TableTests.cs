using PiDeployer.Cli.Terminal;

namespace PiDeployer.Tests.Cli;

public sealed class TableTests
{
    [Fact]
    public void Columns_are_aligned_and_empty_ones_left_out() => Printed(null, "NAME|STATE|NOTE", "a|ok|", "longer|failed|").ShouldBe("NAME    STATE\na       ok\nlonger  failed\n");

    [Fact]
    public void A_wide_letter_takes_two_columns_and_a_mark_none() => Printed(null, "N|S", "漢字|x", "e\u0301e|y").ShouldBe("N     S\n漢字  x\ne\u0301e    y\n");

    [Theory]
    [InlineData(12, "NAME  NOTE\na     a lon~\n")]
    [InlineData(8, "NAME  N~\na     a~\n")]
    [InlineData(3, "NA~\na\n")]
    public void On_a_terminal_no_line_is_wider_than_it(int columns, string expected) => Printed(columns, "NAME|NOTE", "a|a long note").ShouldBe(expected);

    [Fact]
    public void Where_there_is_no_terminal_nothing_is_cut() => Printed(null, "NAME|NOTE", $"a|{new string('x', 500)}").ShouldContain(new string('x', 500));

    [Fact]
    public void However_narrow_it_is_it_fits()
    {
        for (var columns = 1; columns < 60; columns++)
            Printed(columns, "ID|漢字|NOTE", "20261121-140507-9f3a61|漢字漢字|an e\u0301rror: 漢", "x||y").TrimEnd('\n').Split('\n').ShouldAllBe(line => TextWidth.Of(line) <= columns);
    }

    [Fact]
    public void Colours_take_no_room()
    {
        var output = new StringWriter();
        var table = new Table("A", "B");
        table.Add(new Cell("x", Ink.Good), new Cell("y", Ink.Plain));
        table.Print(new Screen(output, output, () => 80) { Clock = TimeProvider.System, HasColor = true });
        output.ToString().ShouldBe("\e[2mA\e[0m  \e[2mB\e[0m\n\e[32mx\e[0m  y\n");
    }

    private static string Printed(int? columns, string titles, params string[] rows)
    {
        var output = new StringWriter();
        var table = new Table(titles.Split('|'));
        foreach (var row in rows)
            table.Add([.. row.Split('|').Select(text => new Cell(text))]);
        table.Print(new Screen(output, output, () => columns) { Clock = TimeProvider.System });
        return output.ToString();
    }
}
