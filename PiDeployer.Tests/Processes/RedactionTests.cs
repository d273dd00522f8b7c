using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("nothing of the kind", "nothing of the kind")]
    [InlineData("s3cret", "***")]
    [InlineData("a s3cret and s3crets3cret", "a *** and ******")]
    [InlineData("S3CRET", "S3CRET")]
    [InlineData("s3cre", "s3cre")]
    [InlineData("", "")]
    public void Every_occurrence_is_masked(string text, string masked) => Of("s3cret").Apply(text).ShouldBe(masked);

    [Fact]
    public void Where_one_secret_begins_with_another_the_longer_one_is_masked()
    {
        var redaction = Of("token", "token-of-ann", "oken-of");

        redaction.Apply("token-of-ann token-of-bob").ShouldBe("*** ***-bob");
        redaction.LongestSecret.ShouldBe("token-of-ann".Length);
    }

    [Fact]
    public void Where_two_secrets_overlap_neither_can_be_read()
    {
        var masked = Of("abcdefgh", "fghijklm").Apply("<abcdefghijklm>");

        masked.ShouldBe("<***>");
    }

    [Fact]
    public void A_secret_of_several_lines_is_masked_line_by_line_but_for_what_is_too_short_to_be_one()
    {
        var redaction = Of("{\n  the second line\n  two: true\n}\n", "one line only\n");

        redaction.Apply("a the second line").ShouldBe("a ***");
        redaction.Apply("it is two: true").ShouldBe("it is two: true");
        redaction.Apply("that one line only").ShouldBe("that ***");
        Of("short\n").Apply("a short one").ShouldBe("a *** one");
    }

    [Theory]
    [InlineData("http://ann:hunter2@localhost/x answered 500", "http://***@localhost/x answered 500")]
    [InlineData("https://${USER}@host", "https://***@host")]
    [InlineData("ann@example.org", "ann@example.org")]
    public void An_address_keeps_its_login_to_itself(string text, string masked) => Redaction.None.Apply(text).ShouldBe(masked);

    [Fact]
    public void Without_secrets_everything_is_shown()
    {
        Redaction.None.Apply("as it is").ShouldBe("as it is");
        Redaction.None.LongestSecret.ShouldBe(0);
        Redaction.None.FindFirst("as it is", 0).ShouldBeNull();
    }

    [Fact]
    public void What_is_too_short_to_be_a_secret_does_not_blacken_the_log() => Of("abc", "a").Apply("abc a b").ShouldBe("abc a b");

    [Fact]
    public void One_of_its_own_learns_more_and_nobody_else_gets_to_know()
    {
        var everybodys = Of("s3cret");
        var own = everybodys.OfItsOwn();

        own.Learn([Some.Secret("a longer one"), Some.Secret("abc")]);

        own.Apply("s3cret, a longer one, abc").ShouldBe("***, ***, abc");
        own.LongestSecret.ShouldBe("a longer one".Length);
        everybodys.Apply("s3cret, a longer one, abc").ShouldBe("***, a longer one, abc");
    }

    [Fact]
    public void What_hides_nothing_cannot_be_taught() => Should.Throw<InvalidOperationException>(() => Redaction.None.Learn([Some.Secret("s3cret")]));

    [Fact]
    public void A_search_begins_where_it_is_told_to()
    {
        var redaction = Of("s3cret");

        redaction.FindFirst("s3cret s3cret", 0).ShouldBe(0..6);
        redaction.FindFirst("s3cret s3cret", 1).ShouldBe(7..13);
        redaction.FindFirst("s3cret s3cret", 8).ShouldBeNull();
    }

    [Fact]
    public void A_child_inherits_neither_secrets_nor_what_is_for_us_alone()
    {
        var ours = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin",
            ["DEPLOY_TOKEN"] = "set elsewhere",
            ["COPY"] = "the-long-secret-of-ann",
            ["URL"] = "https://ann:the-long-secret-of-ann@example.org/",
            ["SHORT"] = "home",
            ["HOMEPAGE"] = "/home/pi",
        };

        var kept = Of("the-long-secret-of-ann", "home").Strip(ours, new HashSet<string> { "DEPLOY_TOKEN" });

        kept.Select(variable => variable.Key).ShouldBe(["PATH", "HOMEPAGE"], ignoreOrder: true);
    }

    private static Redaction Of(params string[] secrets) => new(secrets.Select(Some.Secret));
}
