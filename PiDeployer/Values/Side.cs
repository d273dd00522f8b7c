namespace PiDeployer.Values;

/// <summary>One of the two places in which a project can run; while one serves, the other can be got ready.</summary>
internal enum Side
{
    Blue,
    Green,
}

internal static class SideNames
{
    public static Side Other(this Side side) => side == Side.Blue ? Side.Green : Side.Blue;

    /// <summary>As proxies, compose projects and units are called: <c>blue</c>, <c>green</c>.</summary>
    public static string ToName(this Side side) => side == Side.Blue ? "blue" : "green";

    /// <summary>Null when the text is none.</summary>
    public static Side? TryParse(string? name) => name switch
    {
        "blue" => Side.Blue,
        "green" => Side.Green,
        _ => null,
    };
}
