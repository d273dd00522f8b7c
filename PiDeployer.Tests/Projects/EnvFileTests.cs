using PiDeployer.Projects;

namespace PiDeployer.Tests.Projects;

public sealed class EnvFileTests
{
    private static readonly Dictionary<string, string> Process = new() { ["HOME"] = "/home/ann" };

    [Theory]
    [InlineData("A=b", "b")]
    [InlineData("export A=b", "b")]
    [InlineData("  export   A = b  ", "b")]
    [InlineData("A=", "")]
    [InlineData("A=b c", "b c")]
    [InlineData("A=b # a comment", "b")]
    [InlineData("A=b#c", "b#c")]
    [InlineData("A= # a comment", "")]
    [InlineData("A=#b", "#b")]
    [InlineData("A=\"it\\'s\"", "it's")]
    [InlineData("A=b=c==", "b=c==")]
    [InlineData("A=${HOME}${HOME", "/home/ann${HOME")]
    [InlineData("A=${B:x ${HOME}", "${B:x /home/ann")]
    [InlineData("A=${${B:-c}}", "c}")]
    [InlineData("A=${B:-${C}", "${C")]
    [InlineData("A=${B:-${HOME}}", "${HOME}")]
    [InlineData("A='b # c'", "b # c")]
    [InlineData("A='b' # a comment", "b")]
    [InlineData("A=\"b # c\" # a comment", "b # c")]
    [InlineData("A='b'#c", "b")]
    [InlineData("A='b\nc'  # a comment", "b\nc")]
    [InlineData("A=b\"c\" d", "b\"c\" d")]
    [InlineData("A='it\\'s'", "it's")]
    [InlineData("A='a\\nb'", "a\\nb")]
    [InlineData("A=\"a\\nb\\tc\\\"d\\\\\"", "a\nb\tc\"d\\")]
    [InlineData("A=\"\"", "")]
    [InlineData("A='one\ntwo'", "one\ntwo")]
    [InlineData("A=\"one\n# two\n\"", "one\n# two\n")]
    [InlineData("A=don't", "don't")]
    [InlineData("A=$HOME ${HOME}/logs", "$HOME /home/ann/logs")]
    [InlineData("A=${NOWHERE}${NOWHERE:-b}", "b")]
    [InlineData("A=c\nA=${A}b", "cb")]
    [InlineData("A=first\nA=last", "last")]
    [InlineData("\uFEFFA=b", "b")]
    [InlineData("A=b\r\n", "b")]
    [InlineData("# A=c\n\n   # x\nA=b\n", "b")]
    public void A_value_is_read_as_users_of_dotenv_expect(string text, string value)
    {
        var (values, problems) = EnvFile.Parse(text, Process);

        problems.ShouldBeEmpty();
        values.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, string>("A", value));
    }

    [Theory]
    [InlineData("A=\"hunter\" 2", 1)]
    [InlineData("A=\"hunter\"2\"3\"", 1)]
    [InlineData("A='hunter'\"'\"'2'", 1)]
    [InlineData("A='hunter\n2' 3", 2)]
    [InlineData("A='hunter\nB='2'", 2)]
    public void A_value_is_not_cut_off_at_a_quote_inside_it(string text, int line)
    {
        var (values, problems) = EnvFile.Parse($"{text}\nLAST=1", Process);

        problems.ShouldBe([$".env:{line}: after the quote that ends the value of A nothing but a comment may stand"]);
        values.Keys.ShouldBe(["LAST"]);
    }

    [Theory]
    [InlineData("'A'=b")]
    [InlineData("\"A\"=b")]
    [InlineData("$A=b")]
    [InlineData("A#B=c")]
    [InlineData("A/B==")]
    [InlineData("A:B")]
    public void A_name_that_no_variable_has_is_a_mistake(string text)
    {
        var (values, problems) = EnvFile.Parse(text, Process);

        values.ShouldBeEmpty();
        problems.ShouldBe([".env:1: expected NAME=value"]);
    }

    [Theory]
    [InlineData("_a1")]
    [InlineData("app.name-2")]
    [InlineData("GRÖSSE")]
    public void A_name_may_have_what_those_of_others_have(string name) => EnvFile.Parse($"{name}=b", Process).Values[name].ShouldBe("b");

    [Fact]
    public void A_bare_name_is_no_value() => EnvFile.Parse("A\nB=c", Process).Values.Keys.ShouldBe(["B"]);

    [Fact]
    public void An_empty_file_says_nothing()
    {
        var (values, problems) = EnvFile.Parse("", Process);

        values.ShouldBeEmpty();
        problems.ShouldBeEmpty();
    }

    [Fact]
    public void Every_mistake_is_reported_with_its_line_and_without_the_value()
    {
        var (values, problems) = EnvFile.Parse("A=1\nnot a name=hunter2\n=hunter2\nB=2\nC='hunter2\nnever closed\nD=3", Process);

        problems.ShouldBe(
        [
            ".env:2: expected NAME=value",
            ".env:3: expected NAME=value",
            ".env:5: the quote that begins the value of C is never closed",
            ".env:6: expected NAME=value",
        ]);
        values.Keys.ShouldBe(["A", "B", "D"], ignoreOrder: true);
        EnvFile.Parse("not a name=hunter2", Process, "app.env").Problems.ShouldBe(["app.env:1: expected NAME=value"]);
    }
}
