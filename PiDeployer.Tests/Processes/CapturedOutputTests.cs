using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

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

    [Fact(Timeout = 180_000)]
    public async Task What_a_program_has_asked_for_comes_as_it_is_and_what_people_see_does_not()
    {
        const string script = @"printf '{""image"":""secret-shop/web""}\001\n'";
        using var rig = new CommandRig("secret-shop");
        var (answer, shown) = (new CapturedOutput { IsShown = false }, new CapturedOutput());

        await rig.ScriptAsync(script, answer, TestContext.Current.CancellationToken);
        await rig.ScriptAsync(script, shown, TestContext.Current.CancellationToken);

        answer.Text.ShouldBe("""{"image":"secret-shop/web"}""" + "\u0001");
        shown.Text.ShouldBe("""{"image":"***/web"}""" + "\uFFFD");
    }
}
