using System.Collections.Immutable;

namespace PiDeployer.Cli.CommandLine;

/// <summary>What the word that is being typed on a command line could become.</summary>
/// <param name="Prefix">What has to stand before each candidate: <c>--to=</c> where that was typed as one word with its value.</param>
/// <param name="Kind">Where more candidates come from than <paramref name="Words"/>.</param>
/// <param name="Words">Those that the table of commands knows, as shells are told of them: after a tab what it is, where there is something to say.</param>
/// <param name="SoFar">What was typed before it, as far as it could be understood.</param>
internal sealed record Completion(string Prefix, Completes Kind, ImmutableArray<string> Words, Invocation SoFar)
{
    private const string HelpOption = "--help\tprint what the command takes";

    /// <param name="typed">The words after the program's name; the last one, which may be empty, is the one that is completed. bash gives <c>=</c> as a word of its own.</param>
    public static Completion Of(IReadOnlyList<string> typed)
    {
        var words = typed.Where(word => word != "=").ToList();
        if (typed is [.., "="] or [])
            words.Add("");
        var current = words[^1];
        if (words.Count == 1)
            return current.StartsWith('-') ? WithOptions(Verbs.Serve, [], ["--version\tprint the version"]) : new Completion("", Completes.Commands, Commands(), new Invocation(Verbs.Serve, []));
        if (Verbs.Find(words[0]) is not { } verb)
            return new Completion("", Completes.Nothing, [], new Invocation(Verbs.Serve, []));

        var (arguments, given, waiting, onlyArguments) = Walk(verb, words.GetRange(1, words.Count - 2));
        var soFar = new Invocation(verb, arguments) { Options = given };
        if (waiting is not null)
            return OfValue("", waiting, soFar);
        if (!onlyArguments && current.StartsWith("--", StringComparison.Ordinal) && current.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            return Find(verb, current[..equals]) is { Value: not null } option ? OfValue(current[..(equals + 1)], option, soFar) : new Completion("", Completes.Nothing, [], soFar);
        if (!onlyArguments && current.StartsWith('-'))
            return WithOptions(verb, given, []) with { SoFar = soFar };
        var argument = arguments.Length < verb.Arguments.Length ? verb.Arguments[arguments.Length] : verb.Arguments is [.., { Repeats: true } last] ? last : null;
        return Of("", argument?.Completes ?? Completes.Nothing, soFar);
    }

    private static (ImmutableArray<string> Arguments, ImmutableArray<Given> Given, Option? Waiting, bool OnlyArguments) Walk(Verb verb, List<string> words)
    {
        var arguments = ImmutableArray.CreateBuilder<string>();
        var given = ImmutableArray.CreateBuilder<Given>();
        Option? waiting = null;
        var onlyArguments = false;
        foreach (var word in words)
        {
            if (waiting is not null)
            {
                if (word.Length > 0)
                    given.Add(new Given(waiting, word));
                waiting = null;
            }
            else if (onlyArguments || word is "-" or not ['-', ..])
            {
                arguments.Add(word);
            }
            else if (word == "--")
            {
                onlyArguments = true;
            }
            else if (Find(verb, word.Split('=')[0]) is { } option)
            {
                var equals = word.IndexOf('=', StringComparison.Ordinal);
                var value = equals < 0 ? "" : word[(equals + 1)..];
                if (option.Value is null || value.Length > 0)
                    given.Add(new Given(option, value));
                waiting = option.Value is not null && equals < 0 ? option : null;
            }
        }

        return (arguments.ToImmutable(), given.ToImmutable(), waiting, onlyArguments);
    }

    private static Option? Find(Verb verb, string word) =>
        verb.Options.FirstOrDefault(option => word == $"--{option.Name}" || (option.Letter is not null && word == $"-{option.Letter}"));

    private static Completion OfValue(string prefix, Option option, Invocation soFar) => option.Choices.IsEmpty
        ? Of(prefix, option.Completes, soFar)
        : new Completion(prefix, Completes.Nothing, option.Choices, soFar);

    private static Completion Of(string prefix, Completes kind, Invocation soFar) => new(prefix, kind, kind switch
    {
        Completes.Commands => Commands(),
        Completes.Shells => CompletionScripts.Shells,
        _ => [],
    }, soFar);

    private static Completion WithOptions(Verb verb, ImmutableArray<Given> given, ImmutableArray<string> more)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var said = new Invocation(verb, []) { Options = given };
        foreach (var option in verb.Options)
        {
            if (option.Repeats || !said.Has(option))
                words.Add($"--{option.Name}\t{option.Summary}");
        }

        return new Completion("", Completes.Nothing, [.. words, HelpOption, .. more], said);
    }

    private static ImmutableArray<string> Commands()
    {
        var words = ImmutableArray.CreateBuilder<string>();
        foreach (var verb in Verbs.All)
        {
            if (!verb.IsHidden)
                words.Add($"{verb.Name}\t{verb.Summary}");
        }

        return words.ToImmutable();
    }
}
