namespace PiDeployer.Tests.Infra;

/// <summary>What judges the program's messages is judged first.</summary>
public sealed class TelegramHtmlTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("<b>a</b> &lt;b&gt; &amp;amp; &quot;", "a <b> &amp; \"")]
    [InlineData("<a href=\"https://example.org/?a=1&amp;b=2\">x</a><pre>y</pre>", "xy")]
    public void A_proper_message_is_read(string html, string visible) => TelegramHtml.Parse(html).ShouldBe((visible, null));

    [Theory]
    [InlineData("a < b")]
    [InlineData("a > b")]
    [InlineData("a & b")]
    [InlineData("&nbsp;")]
    [InlineData("<b>a")]
    [InlineData("a</b>")]
    [InlineData("<b><i>a</b></i>")]
    [InlineData("<script>a</script>")]
    [InlineData("<a href=\"x\" onclick=\"y\">a</a>")]
    [InlineData("<b href=\"x\">a</b>")]
    public void An_improper_one_is_refused(string html) => TelegramHtml.Parse(html).Problem.ShouldNotBeNull();
}
