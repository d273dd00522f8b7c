using System.Text;

namespace PiDeployer.Cli.Terminal;

/// <summary>Where a command writes to, and what that can show.</summary>
/// <param name="Output">For what was asked for.</param>
/// <param name="Errors">For what went wrong, and remarks.</param>
/// <param name="Columns">How wide it is at this moment; null where it is no terminal, and nothing is cut then.</param>
internal sealed record Screen(TextWriter Output, TextWriter Errors, Func<int?> Columns)
{
    public bool HasColor { get; init; }

    /// <summary>Whether it shows more letters than ASCII has.</summary>
    public bool HasSymbols { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Whether nobody reads it any more.</summary>
    public Func<bool> IsGone { get; init; } = () => false;

    public bool IsTerminal => Columns() is not null;

    /// <param name="environment">The process's variables.</param>
    /// <param name="color">What the command line says of it; null when nothing.</param>
    public static Screen OfConsole(IReadOnlyDictionary<string, string> environment, string? color)
    {
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024);
        var isTerminal = TerminalSize.Columns() is not null;
        var isPlain = !string.IsNullOrEmpty(environment.GetValueOrDefault("NO_COLOR")) || environment.GetValueOrDefault("TERM") is "dumb";
        var locale = environment.GetValueOrDefault("LC_ALL") is { Length: > 0 } all ? all : environment.GetValueOrDefault("LC_CTYPE") is { Length: > 0 } type ? type : environment.GetValueOrDefault("LANG");
        return new Screen(output, Console.Error, environment.GetValueOrDefault("TERM") is "dumb" ? () => null : TerminalSize.Columns)
        {
            HasColor = color switch { "always" => true, "never" => false, _ => isTerminal && !isPlain },
            HasSymbols = locale?.Replace("-", "", StringComparison.Ordinal).Contains("UTF8", StringComparison.OrdinalIgnoreCase) == true,
            Clock = TimeProvider.System,
            IsGone = TerminalSize.IsGone,
        };
    }

    /// <summary>What stands before a state's word.</summary>
    public string Symbol(Ink ink) => !HasSymbols ? "" : ink switch
    {
        Ink.Good => "✓ ",
        Ink.Bad => "✗ ",
        Ink.Busy => "● ",
        _ => "· ",
    };

    public string Paint(string text, Ink ink) => !HasColor || ink == Ink.Plain || text.Length == 0 ? text : $"\e[{Code(ink)}m{text}\e[0m";

    public void Line(string text, Ink ink = Ink.Plain) => Output.Write($"{Paint(text, ink)}\n");

    /// <summary>Brings what was written to whoever reads it.</summary>
    /// <exception cref="ReaderGoneException">There is nobody.</exception>
    public void Flush()
    {
        Output.Flush();
        if (IsGone())
            throw new ReaderGoneException();
    }

    /// <summary>Says what went wrong.</summary>
    /// <returns>The exit code.</returns>
    public int Fail(int exitCode, string problem)
    {
        Output.Flush();
        Errors.Write($"pi-deployer: {problem}\n");
        return exitCode;
    }

    private static string Code(Ink ink) => ink switch
    {
        Ink.Bold => "1",
        Ink.Faint => "2",
        Ink.Good => "32",
        Ink.Bad => "31",
        _ => "33",
    };
}

/// <summary>Nobody reads our output any more, as after <c>| head</c>. It ends the command without a word.</summary>
internal sealed class ReaderGoneException : Exception;
