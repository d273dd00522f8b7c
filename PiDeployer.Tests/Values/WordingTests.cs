using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class WordingTests
{
    [Theory]
    [InlineData("Mend the till\n\nBecause it was broken.", "Mend the till")]
    [InlineData("\n\n  Mend the till \r\nand more", "Mend the till")]
    [InlineData("a\u202Eb\u2066c\u200Ed\u0007e\u2028f\u2029g\uFEFFh\u001B[31m", "abcdefgh[31m")]
    [InlineData("👩\u200D🔧 für 😀", "👩\u200D🔧 für 😀")]
    [InlineData("", "")]
    [InlineData("1234567890123456789012345", "12345678901234567890…")]
    [InlineData("1234567890123456789😀", "1234567890123456789…")]
    public void A_line_of_a_stranger_is_one_line(string text, string expected) => Wording.Line(text, 20).ShouldBe(expected);

    [Fact]
    public void Half_a_character_is_none() => Wording.Line($"half {"😀"[0]} of one", 20).ShouldBe("half \uFFFD of one");

    [Fact]
    public void Lines_keep_their_ends_and_nothing_else_that_cannot_be_seen() => Wording.Lines("a\tb\r\nc\u001B\u202Ed\n").ShouldBe("a\tb\ncd\n");

    [Theory]
    [InlineData("a\u001B[2Jb\nc\u2028d", "a [2Jb c d")]
    [InlineData(" a\u202Eb\u2066c\r\n", "abc")]
    public void On_one_line_is_all_of_it(string text, string expected) => Wording.OnOneLine(text).ShouldBe(expected);

    [Theory]
    [InlineData(0, "…")]
    [InlineData(1, "a…")]
    [InlineData(2, "a…")]
    [InlineData(3, "aü…")]
    [InlineData(6, "aü…")]
    [InlineData(7, "aü😀…")]
    public void No_byte_too_many_and_no_half_character(int more, string expected)
    {
        var cut = Wording.FirstBytes("aü😀 and so on", 3 + more);

        cut.ShouldBe(expected);
        Encoding.UTF8.GetByteCount(cut).ShouldBeLessThanOrEqualTo(3 + more);
    }

    [Fact]
    public void What_fits_stays() => Wording.FirstBytes("aü😀", 7).ShouldBe("aü😀");
}
