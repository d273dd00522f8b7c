using PiDeployer.Cli.CommandLine;

namespace PiDeployer.Tests.Cli;

public sealed class CommandLineReaderTests
{
    [Theory]
    [InlineData("", "serve")]
    [InlineData("serve", "serve")]
    [InlineData("-C /srv", "serve -C=/srv")]
    [InlineData("deploy shop", "deploy shop")]
    [InlineData("deploy shop --service web --image web:2", "deploy shop --service=web --image=web:2")]
    [InlineData("deploy --service=web --image=a=b shop", "deploy shop --service=web --image=a=b")]
    [InlineData("logs -f shop", "logs shop --follow")]
    [InlineData("logs -fn5 shop", "logs shop --follow --lines=5")]
    [InlineData("logs -n 5 -f shop", "logs shop --lines=5 --follow")]
    [InlineData("logs -- -f", "logs -f")]
    [InlineData("status -- --json", "status --json")]
    [InlineData("sign -", "sign -")]
    [InlineData("status --token-file -", "status --token-file=-")]
    [InlineData("status --url --json", "status --url=--json")]
    [InlineData("notify-test a b c", "notify-test a b c")]
    [InlineData("complete -- deploy --", "complete deploy --")]
    public void A_command_has_its_arguments_and_options(string line, string expected)
    {
        var invocation = Read(line).ShouldBeOfType<Wish.Run>().Invocation;

        var options = invocation.Options.Select(given => given.Option.Value is null ? $"--{given.Option.Name}" : $"--{given.Option.Name}={given.Value}");
        string.Join(' ', [invocation.Verb.Name, .. invocation.Arguments, .. options]).ShouldBe(expected.Replace(" -C=", " --directory=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help", null)]
    [InlineData("-h", null)]
    [InlineData("help", null)]
    [InlineData("help logs", "logs")]
    [InlineData("logs --help", "logs")]
    [InlineData("logs -fh", "logs")]
    [InlineData("deploy shop -h nonsense --nonsense", "deploy")]
    [InlineData("--help deploy", "deploy")]
    [InlineData("-h deploy shop", "deploy")]
    [InlineData("help --help", "help")]
    [InlineData("-C /srv --help", "serve")]
    public void Help_is_asked_for_in_many_ways(string line, string? verb) => Read(line).ShouldBeOfType<Wish.Help>().Verb?.Name.ShouldBe(verb);

    [Theory]
    [InlineData("--version")]
    [InlineData("-V")]
    public void So_is_the_version(string line) => Read(line).ShouldBeOfType<Wish.Version>();

    [Theory]
    [InlineData("stauts", "there is no command 'stauts'; did you mean 'status'?", "pi-deployer help")]
    [InlineData("frobnicate", "there is no command 'frobnicate'", "pi-deployer help")]
    [InlineData("help stauts", "there is no command 'stauts'; did you mean 'status'?", "pi-deployer help")]
    [InlineData("deploy", "NAME is missing: the project, stack or environment", "pi-deployer help deploy")]
    [InlineData("deploy --no-wait", "NAME is missing: the project, stack or environment", "pi-deployer help deploy")]
    [InlineData("deploy a b", "it takes no more than 1 argument, so 'b' means nothing", "pi-deployer help deploy")]
    [InlineData("demo now", "it takes no argument, so 'now' means nothing", "pi-deployer help demo")]
    [InlineData("deploy shop --no-wiat", "there is no option --no-wiat; did you mean '--no-wait'?", "pi-deployer help deploy")]
    [InlineData("deploy shop -x", "there is no option -x", "pi-deployer help deploy")]
    [InlineData("logs shop -fx", "there is no option -x", "pi-deployer help logs")]
    [InlineData("deploy shop --no-wait=yes", "--no-wait takes no value", "pi-deployer help deploy")]
    [InlineData("deploy shop --service", "--service needs a value: -s, --service SERVICE", "pi-deployer help deploy")]
    [InlineData("deploy shop --service=", "--service needs a value: -s, --service SERVICE", "pi-deployer help deploy")]
    [InlineData("deploy shop -s", "-s needs a value: -s, --service SERVICE", "pi-deployer help deploy")]
    [InlineData("deploy shop --json --json", "--json was said before; once is enough", "pi-deployer help deploy")]
    [InlineData("logs shop -n 5 --lines 5", "--lines was said before; once is enough", "pi-deployer help logs")]
    [InlineData("logs shop -n many", "-n 'many' is not a whole number from 1 to 10000", "pi-deployer help logs")]
    [InlineData("logs shop --lines=0", "--lines '0' is not a whole number from 1 to 10000", "pi-deployer help logs")]
    [InlineData("logs shop --lines=10001", "--lines '10001' is not a whole number from 1 to 10000", "pi-deployer help logs")]
    [InlineData("history --limit=-5", "--limit '-5' is not a whole number from 1 to 1000", "pi-deployer help history")]
    [InlineData("status --color sometimes", "--color 'sometimes' is not one of auto, always, never", "pi-deployer help status")]
    [InlineData("status --color nevre", "--color 'nevre' is not one of auto, always, never; did you mean 'never'?", "pi-deployer help status")]
    [InlineData("-C /srv status", "the command comes first: pi-deployer status", "pi-deployer help")]
    [InlineData("--nonsense", "there is no option --nonsense", "pi-deployer help")]
    [InlineData("-v", "there is no option -v", "pi-deployer help")]
    [InlineData("serve -v", "there is no option -v", "pi-deployer help serve")]
    [InlineData("-h stauts", "there is no command 'stauts'; did you mean 'status'?", "pi-deployer help")]
    [InlineData("history --state failed,suceeded", "--state 'suceeded' is not one of STATES; did you mean 'succeeded'?", "pi-deployer help history")]
    [InlineData("history --state failed,", "--state '' is not one of STATES", "pi-deployer help history")]
    public void What_cannot_be_understood_is_said_with_what_to_read(string line, string problem, string read)
    {
        var said = Read(line).ShouldBeOfType<Wish.Nonsense>().Problem.Split('\n');

        said.Length.ShouldBe(2);
        said[0].ShouldEndWith($": {problem.Replace("STATES", string.Join(", ", Options.State.Choices), StringComparison.Ordinal)}");
        said[1].ShouldStartWith($"`{read}`");
    }

    [Theory]
    [InlineData("LONG")]
    [InlineData("--LONG")]
    [InlineData("demo LONG")]
    [InlineData("status --color LONG")]
    [InlineData("history --limit LONG")]
    [InlineData("check -C LONG")]
    [InlineData("status --token-file=LONG")]
    [InlineData("sign LONG")]
    public void However_long_a_word_is_not_much_of_it_is_said(string line) =>
        Read(line.Replace("LONG", new string('a', 70_000), StringComparison.Ordinal)).ShouldBeOfType<Wish.Nonsense>().Problem.Length.ShouldBeLessThan(300);

    [Fact]
    public void What_is_empty_means_nothing_but_to_completion()
    {
        CommandLineReader.Read(["upgrade", ""]).ShouldBeOfType<Wish.Nonsense>().Problem.ShouldStartWith("pi-deployer upgrade: FILE is empty: the other pi-deployer\n");
        CommandLineReader.Read(["check", "-C", ""]).ShouldBeOfType<Wish.Nonsense>().Problem.ShouldStartWith("pi-deployer check: -C needs a value: -C, --directory DIR\n");
        CommandLineReader.Read(["complete", "--", "status", "-C", ""]).ShouldBeOfType<Wish.Run>().Invocation.Arguments.ShouldBe(["status", "-C", ""]);
    }

    [Fact]
    public void Whatever_the_arguments_are_there_is_an_answer()
    {
        string[] pieces = ["", "-", "--", "---", "=", "--=", "-=", "--json", "--json=", "-n", "-n1", "-fn", "--lines", "5", "shop", "deploy", "logs", "help", "status", "-h", "ö\0\uD800", "\n", " "];
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var words = Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(8) == 0 ? pieces[random.Next(pieces.Length)] : "")).ToArray();
            var wish = CommandLineReader.Read(words);

            wish.ShouldNotBeNull();
            if (wish is Wish.Run(var invocation))
            {
                // Nothing that was said is lost, and nothing is there that was not said.
                invocation.Arguments.Except(words).ShouldBeEmpty();
                invocation.Options.Where(given => !words.Any(word => word.EndsWith(given.Value, StringComparison.Ordinal))).ShouldBeEmpty();
                invocation.Options.Select(given => given.Option.Name).ShouldBeUnique();
            }
        }
    }

    private static Wish Read(string line) => CommandLineReader.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
