using PiDeployer.Processes;

namespace PiDeployer.Tests.Processes;

public sealed class CapturedOutputTests
{
    [Fact]
    public void It_keeps_what_is_said()
    {
        var output = new CapturedOutput();
        output.Write("one", endOfLine: true);
        output.Write("two ", endOfLine: false);
        output.Write("three", endOfLine: true);

        output.Text.ShouldBe("one\ntwo three");
    }

    [Fact]
    public void It_keeps_the_beginning_of_too_much()
    {
        var output = new CapturedOutput();
        output.Write("the beginning", endOfLine: true);
        for (var i = 0; i < 100; i++)
            output.Write(new string('x', 10_000), endOfLine: true);

        output.Text.ShouldStartWith("the beginning\nxxx");
        output.Text.Length.ShouldBe(64 * 1024);
    }
}
