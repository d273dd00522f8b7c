using System.Diagnostics;
using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Abuse;

/// <summary>Nonsense for everything that reads what others have written. <c>bench/abuse.sh</c> makes more of it.</summary>
[Takes(30)]
public sealed class ParserFuzzTests
{
    /// <summary>Of one small text; no machine is so slow.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromSeconds(10);

    /// <summary>Squared it would be a quarter of a second for eight times as much; what takes less is drowned by whatever else the machine does.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromMilliseconds(4);

    private static readonly Parser[] All = [.. WebhookParsers.All, .. AddressParsers.All, .. FileParsers.All, .. ProgramParsers.All];

    public static TheoryData<string> Names => [.. All.Select(parser => parser.Name)];

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Names))]
    public Task Nonsense_is_refused_as_documented(string name) => Task.Run(() =>
    {
        var parser = Named(name);
        foreach (var seed in parser.Corpus)
            parser.Try(seed).ShouldBeNull();
        var mutations = new Mutations(new Random(Fuzz.Seed), parser.Corpus, parser.Words);
        var tried = 0;
        for (var time = Stopwatch.StartNew(); tried < 50 || time.Elapsed < Fuzz.Length(0.05, 1.0 / All.Length); tried++)
        {
            var input = mutations.Next();
            var begun = ThreadTime.Now;
            if (parser.Try(input) is { } thrown)
                throw new ShouldAssertException($"{thrown.GetType()} of {Shown(input)}\n{thrown}\n{Fuzz.Repeat}");
            (ThreadTime.Now - begun).ShouldBeLessThan(Endless, $"{Shown(input)}\n{Fuzz.Repeat}");
        }

        AbuseReport.Line("parser", name, $"{tried} texts");
    });

    /// <summary>Each word of its language, over and over, begun in each way: eight times as much may take more than eight times as long, but not sixty-four times.</summary>
    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Names))]
    public Task Much_of_the_same_does_not_take_long(string name) => Task.Run(() =>
    {
        const int factor = 8;
        const int tooMuch = 45;
        var parser = Named(name);
        var length = parser.Longest / factor;
        foreach (var (begin, word) in Repeated(parser))
        {
            var few = Least(length / factor, _ => true);
            if (few >= Noticed)
                (Least(length, least => least / few >= tooMuch) / few).ShouldBeLessThan(tooMuch, $"{begin}{word}{word}{word}…: {few.TotalMilliseconds:0.0} ms for {length / factor} bytes");

            // Of three tries, as long as another one can change anything.
            TimeSpan Least(int bytes, Func<TimeSpan, bool> isOpen)
            {
                var least = TimeSpan.MaxValue;
                for (var tries = 0; tries < 3 && least >= Noticed && isOpen(least); tries++)
                    least = TimeSpan.FromTicks(Math.Min(least.Ticks, Duration(parser, begin, word, bytes).Ticks));
                return least;
            }
        }
    });

    private static IEnumerable<(string Begin, string Word)> Repeated(Parser parser)
    {
        string[] begins = ["", .. parser.Words.Where(word => word.Length > 1).Take(12)];
        string[] words = [.. parser.Words, .. parser.Seeds.Where(seed => seed.Length < 300), " ", "\n", "\\", "a", "a ", "a,", "0", "-", "é", "\"a\":1,", "{\"a\":", "[", "a: 1\n", "- a\n"];
        return words.Distinct().SelectMany(word => begins.Select(begin => (begin, word)));
    }

    private static TimeSpan Duration(Parser parser, string begin, string word, int length)
    {
        var text = new StringBuilder(begin, length + word.Length);
        while (text.Length < length)
            text.Append(word);
        var bytes = Encoding.UTF8.GetBytes($"{text}");
        return ThreadTime.Of(() => parser.Try(bytes).ShouldBeNull($"{begin}{word}…"));
    }

    private static Parser Named(string name) => All.Single(parser => parser.Name == name);

    private static string Shown(byte[] input) => $"{input.Length} bytes, in Base64: {Convert.ToBase64String(input)}";
}
