using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Cli.CommandLine;

/// <summary>
/// Sorts the words behind a command into its arguments and options: <c>--name value</c>, <c>--name=value</c>, <c>-n value</c>, <c>-n5</c>, <c>-fn5</c>; after <c>--</c> there are no more options.
/// </summary>
internal sealed class SortedWords
{
    private readonly Verb verb;
    private readonly Queue<string> words;
    private readonly ImmutableArray<string>.Builder arguments = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<Given>.Builder options = ImmutableArray.CreateBuilder<Given>();

    public SortedWords(Verb verb, IEnumerable<string> words)
    {
        (this.verb, this.words) = (verb, new Queue<string>(words));
        Problem = Read() ?? Missing();
    }

    /// <summary>Null when all of them are such as the command takes, else what is wrong with the first that is not.</summary>
    public string? Problem { get; }

    /// <summary>Whether help is asked for, which comes before all that is wrong behind it.</summary>
    public bool WantsHelp { get; private set; }

    public ImmutableArray<string> Arguments => arguments.ToImmutable();

    public ImmutableArray<Given> Options => options.ToImmutable();

    private string? Read()
    {
        var onlyArguments = false;
        while (words.TryDequeue(out var word))
        {
            string? problem = null;
            if (onlyArguments || word is "-" or not ['-', ..])
                problem = ReadArgument(word);
            else if (word == "--")
                onlyArguments = true;
            else if (word is "--help" or "-h")
                (WantsHelp, problem) = (true, "");
            else
                problem = word.StartsWith("--", StringComparison.Ordinal) ? ReadLong(word[2..]) : ReadShort(word[1..]);
            if (problem is not null)
                return problem;
        }

        return null;
    }

    private string? ReadArgument(string word)
    {
        if (word.Length == 0 && At(arguments.Count) is { CanBeEmpty: false } argument)
            return $"{argument.Name} is empty: {argument.Summary}";
        if (At(arguments.Count)?.Completes.IsTooLong(word) == true)
            return $"'{Wording.Line(word, 100)}' is longer than a path can be";
        arguments.Add(word);
        if (arguments.Count <= verb.Arguments.Length || verb.Arguments is [.., { Repeats: true }])
            return null;
        return arguments.Count == 1 && Verbs.Find(word) is { } other
            ? $"the command comes first: pi-deployer {other.Name}"
            : $"it takes {(verb.Arguments.IsEmpty ? "no" : $"no more than {verb.Arguments.Length}")} argument{(verb.Arguments.Length > 1 ? "s" : "")}, so '{Wording.Line(word, 100)}' means nothing";
    }

    private string? ReadLong(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word : word[..equals];
        var option = verb.Options.FirstOrDefault(known => known.Name == name);
        if (option is null)
            return $"there is no option --{Wording.Line(name, 100)}{Suggestion.For($"--{name}", [.. verb.Options.Select(known => $"--{known.Name}"), "--help"])}";
        return Take(option, $"--{name}", equals < 0 ? null : word[(equals + 1)..]);
    }

    /// <summary>Letters of which each is an option; the value of one is whatever comes after it.</summary>
    private string? ReadShort(string letters)
    {
        for (var i = 0; i < letters.Length; i++)
        {
            var letter = letters[i].ToString();
            if (letter == "h")
            {
                WantsHelp = true;
                return "";
            }

            if (verb.Options.FirstOrDefault(known => known.Letter == letter) is not { } option)
                return $"there is no option -{letter}";
            var rest = option.Value is not null && i + 1 < letters.Length ? letters[(i + 1)..] : null;
            if (Take(option, $"-{letter}", rest) is { } problem)
                return problem;
            if (rest is not null)
                return null;
        }

        return null;
    }

    /// <param name="option">Which.</param>
    /// <param name="said">As it was written.</param>
    /// <param name="value">Null when none came with it.</param>
    private string? Take(Option option, string said, string? value)
    {
        if (option.Value is null && value is not null)
            return $"{said} takes no value";
        if (option.Value is not null && ((value is null && !words.TryDequeue(out value)) || value.Length == 0))
            return $"{said} needs a value: {option.Spelled}";
        if (!option.Repeats && options.Any(given => given.Option.Name == option.Name))
            return $"{said} was said before; once is enough";
        if (option.Value is not null && value is not null && option.WhyNot(value) is { } wrong)
            return $"{said} {wrong}";
        options.Add(new Given(option, value ?? ""));
        return null;
    }

    private string? Missing() =>
        arguments.Count < verb.Arguments.Length && verb.Arguments[arguments.Count] is { IsOptional: false } missing ? $"{missing.Name} is missing: {missing.Summary}" : null;

    /// <summary>The argument whose turn comes after so many; null when there are enough.</summary>
    private Argument? At(int count) => count < verb.Arguments.Length ? verb.Arguments[count] : verb.Arguments is [.., { Repeats: true } last] ? last : null;
}
