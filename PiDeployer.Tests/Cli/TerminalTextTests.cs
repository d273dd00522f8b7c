using System.Text;
using PiDeployer.Cli.Terminal;

namespace PiDeployer.Tests.Cli;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text, ümläut, 漢字", "plain text, ümläut, 漢字")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("\e[32mgreen\e[0m", "\e[32mgreen\e[0m\e[0m")]
    [InlineData("\e[38;2;1;2;3mtrue\e[m", "\e[38;2;1;2;3mtrue\e[m\e[0m")]
    [InlineData("\e[4:3mcurly", "\e[4:3mcurly\e[0m")]
    [InlineData("\e[2J\e[Hgone", "gone")]
    [InlineData("\e[?1049halternate", "alternate")]
    [InlineData("\e[>4;1mkeys", "keys")]
    [InlineData("\e]0;a title\acut", "cut")]
    [InlineData("\e]0;a title\uFFFDcut", "cut")]
    [InlineData("\e]8;;http://evil\e\\link\e]8;;\e\\", "link")]
    [InlineData("\eP1$r0m\e\\device", "device")]
    [InlineData("\ecreset", "reset")]
    [InlineData("\e(0graphics", "graphics")]
    [InlineData("bell\a back\b\b del\u007f", "bell back del")]
    [InlineData("\u009b2Jeight bits\u009d0;x", "2Jeight bits0;x")]
    [InlineData("never ends \e[12", "never ends ")]
    [InlineData("never ends \e]0;title", "never ends ")]
    [InlineData("turned \u202Etxt.exe\u2066\u200E\u061C, unseen\u200B\U000E0041, joined 👩\u200D💻", "turned txt.exe, unseen, joined 👩\u200D💻")]
    [InlineData("\e[1mbold\u202E", "\e[1mbold\e[0m")]
    [InlineData("\e", "")]
    public void Of_what_a_program_says_a_terminal_gets_text_and_colours(string line, string shown) => TerminalText.Shown(line, keepsColors: true).ShouldBe(shown);

    [Theory]
    [InlineData("\e[32mgreen\e[0m", "green")]
    [InlineData("\e[1;31mred\tand blue", "red\tand blue")]
    public void Elsewhere_it_is_text_alone(string line, string shown) => TerminalText.Shown(line, keepsColors: false).ShouldBe(shown);

    [Fact]
    public void Whatever_comes_nothing_reaches_a_terminal_but_text_and_colours()
    {
        var random = new Random(11);
        const string pieces = "\e\e\e[]P\\;?m0189: \a\u009b\u009c\tab漢\u0000\u007fH(";
        for (var i = 0; i < 20_000; i++)
        {
            var line = new StringBuilder();
            for (var length = random.Next(24); length > 0; length--)
                line.Append(pieces[random.Next(pieces.Length)]);

            var shown = TerminalText.Shown(line.ToString(), keepsColors: true);

            var text = System.Text.RegularExpressions.Regex.Replace(shown, @"\e\[[0-9;:]*m", "");
            ControlsIn(text).ShouldBeEmpty();
            ControlsIn(TerminalText.Shown(line.ToString(), keepsColors: false)).ShouldBeEmpty();
        }
    }

    private static IEnumerable<char> ControlsIn(string text) => text.Where(character => char.IsControl(character) && character != '\t');
}
