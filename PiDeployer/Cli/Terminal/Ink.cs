namespace PiDeployer.Cli.Terminal;

/// <summary>How a text looks; the words say the same.</summary>
internal enum Ink
{
    Plain,

    Bold,

    Faint,

    Good,

    Bad,

    /// <summary>Something that goes on, or is odd.</summary>
    Busy,
}

/// <summary>A text that is safe to show, and how it looks.</summary>
internal sealed record Cell(string Text, Ink Ink = Ink.Plain);
