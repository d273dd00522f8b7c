using System.Text;

namespace PiDeployer.Cli.CommandLine;

/// <summary>What <c>help</c> prints, made of the table of <see cref="Verbs"/>. It fits a terminal of 100 columns.</summary>
internal static class HelpText
{
    private const int Width = 100;

    /// <param name="verb">Null for the list of all of them.</param>
    public static string Of(Verb? verb) => verb is null ? OfAll() : Of(verb, new StringBuilder());

    private static string OfAll()
    {
        var text = new StringBuilder("pi-deployer: a push goes live on this machine.\n\nUsage: pi-deployer [COMMAND] [OPTION...]\n");
        foreach (var group in Verbs.Groups)
        {
            text.Append($"\n{group.Title}:\n");
            foreach (var verb in group.Verbs)
            {
                if (!verb.IsHidden)
                    Line(text, verb.Spelled, verb.Summary, 24);
            }
        }

        return text.Append("\n`pi-deployer help COMMAND` says what it takes, and with which exit codes it ends; `pi-deployer --version` is the version.").ToString();
    }

    private static string Of(Verb verb, StringBuilder text)
    {
        text.Append($"Usage: pi-deployer {verb.Spelled}{(verb.Options.IsEmpty ? "" : " [OPTION...]")}\n\n");
        Wrap(text, $"{char.ToUpperInvariant(verb.Summary[0])}{verb.Summary[1..]}.", 0);
        foreach (var paragraph in verb.About)
        {
            text.Append('\n');
            Wrap(text, paragraph, 0);
        }

        if (!verb.Arguments.IsEmpty)
            text.Append("\nArguments:\n");
        foreach (var argument in verb.Arguments)
            Line(text, argument.Name, argument.Summary, 27);
        text.Append("\nOptions:\n");
        foreach (var option in verb.Options)
            Line(text, $"{(option.Letter is null ? "    " : "")}{option.Spelled}", option.Summary, 27);
        Line(text, "-h, --help", "print this", 27);
        text.Append("\nExit codes:\n");
        Line(text, "0", "it did what it was asked", 5);
        foreach (var ending in Endings(verb))
            Line(text, $"{ending.Code}", ending.When, 5);
        if (!verb.Examples.IsEmpty)
            text.Append("\nExamples:\n");
        foreach (var example in verb.Examples)
            text.Append($"  {example.Line}\n      {example.Purpose}\n");
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Those of the command, and that of all commands, in the order of their numbers.</summary>
    public static List<Ending> Endings(Verb verb)
    {
        var endings = new List<Ending> { new(ExitCodes.Usage, "the command line is wrong") };
        foreach (var ending in verb.Endings)
            endings.Insert(ending.Code < ExitCodes.Usage ? endings.Count - 1 : endings.Count, ending);
        return endings;
    }

    /// <summary>Two columns; what is too long for the first has a line to itself.</summary>
    private static void Line(StringBuilder text, string left, string right, int column)
    {
        text.Append($"  {left}");
        if (left.Length + 2 > column)
            text.Append('\n').Append(' ', column + 2);
        else
            text.Append(' ', column - left.Length);
        Wrap(text, right, column + 2);
    }

    /// <param name="text">Where the first line has come as far as <paramref name="indent"/>.</param>
    /// <param name="words">With single blanks between.</param>
    /// <param name="indent">Of the lines after the first.</param>
    private static void Wrap(StringBuilder text, string words, int indent)
    {
        var column = indent;
        foreach (var word in words.Split(' '))
        {
            if (column > indent && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', indent);
                column = indent;
            }

            text.Append(column > indent ? " " : "").Append(word);
            column += word.Length + (column > indent ? 1 : 0);
        }

        text.Append('\n');
    }
}
