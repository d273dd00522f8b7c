using System.Globalization;

namespace PiDeployer.Pipelines.Sides;

/// <summary>A server of a backend, as <c>show stat</c> tells it: <see href="https://docs.haproxy.org/2.6/management.html#9.1"/>.</summary>
/// <param name="Status"><c>UP</c>, <c>UP 1/2</c>, <c>DOWN</c>, <c>DRAIN</c>, <c>MAINT</c>, <c>no check</c>.</param>
/// <param name="Busy">Requests that it answers at the moment.</param>
/// <param name="Address">With its port; null where the socket does not say.</param>
/// <param name="LastCheck">What its last check met; empty when there was none.</param>
internal sealed record HaProxyServer(string Name, string Status, long Busy, string? Address, string LastCheck)
{
    /// <summary>Whether people are sent there.</summary>
    public bool Takes => Status.StartsWith("UP", StringComparison.Ordinal) || Status.StartsWith("no check", StringComparison.Ordinal);

    /// <summary>Whether it is well, and nobody new is sent there.</summary>
    public bool Drains => Status.StartsWith("DRAIN", StringComparison.Ordinal);

    /// <summary>All of an answer; none when it is not understood.</summary>
    public static Dictionary<string, HaProxyServer> Parse(string answer)
    {
        var servers = new Dictionary<string, HaProxyServer>(StringComparer.Ordinal);
        var lines = answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [['#', .. var header], .. var rows])
            return servers;
        var columns = header.Trim().Split(',');
        foreach (var cells in rows.Select(Cells))
        {
            string Cell(string column) => Array.IndexOf(columns, column) is var index and >= 0 && index < cells.Count ? cells[index] : "";
            var address = Cell("addr");
            servers[Cell("svname")] = new HaProxyServer(
                Cell("svname"),
                Cell("status"),
                long.TryParse(Cell("scur"), CultureInfo.InvariantCulture, out var current) ? current : 0,
                address.Length > 0 ? address : null,
                Cell("last_chk"));
        }

        return servers;
    }

    /// <summary>A cell with a comma in it stands between quotes.</summary>
    private static List<string> Cells(string row)
    {
        var cells = new List<string>();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i <= row.Length; i++)
        {
            if (i < row.Length && row[i] == '"')
                isQuoted = !isQuoted;
            if (i < row.Length && (row[i] != ',' || isQuoted))
                continue;
            cells.Add(row[start..i].Trim('"'));
            start = i + 1;
        }

        return cells;
    }
}
