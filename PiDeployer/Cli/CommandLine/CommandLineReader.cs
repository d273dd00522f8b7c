using PiDeployer.Values;

namespace PiDeployer.Cli.CommandLine;

/// <summary>
/// Understands a command line by the table of <see cref="Verbs"/>. It knows nothing of any single command but that <c>help</c> is one, and that no command at all means <c>serve</c>.
/// </summary>
internal static class CommandLineReader
{
    public static Wish Read(IReadOnlyList<string> words) => words switch
    {
        ["--version" or "-V"] => new Wish.Version(),
        ["--help" or "-h", not ['-', ..] and var name, ..] => Verbs.Find(name) is { } asked ? new Wish.Help(asked) : Unknown(name),
        ["--help" or "-h", ..] => new Wish.Help(null),
        [] or [['-', ..], ..] => Read(Verbs.Serve, words, isNamed: false),
        [var name, ..] when Verbs.Find(name) is { } verb => Read(verb, words.Skip(1), isNamed: true),
        [var name, ..] => Unknown(name),
    };

    private static Wish Read(Verb verb, IEnumerable<string> words, bool isNamed)
    {
        var sorted = new SortedWords(verb, words);
        if (sorted.WantsHelp)
            return new Wish.Help(verb);
        if (sorted.Problem is { } problem)
            return new Wish.Nonsense(isNamed ? $"pi-deployer {verb.Name}: {problem}\n`pi-deployer help {verb.Name}` says what it takes." : $"pi-deployer: {problem}\n`pi-deployer help` says what there is.");
        if (verb != Verbs.Help)
            return new Wish.Run(new Invocation(verb, sorted.Arguments) { Options = sorted.Options });
        return sorted.Arguments is not [var asked] ? new Wish.Help(null) : Verbs.Find(asked) is { } known ? new Wish.Help(known) : Unknown(asked);
    }

    private static Wish.Nonsense Unknown(string name) =>
        new($"pi-deployer: there is no command '{Wording.Line(name, 100)}'{Suggestion.For(name, Verbs.Names)}\n`pi-deployer help` lists them.");
}
