using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines;

public sealed class StepOutputTests
{
    private readonly TextOutput log = new();
    private readonly StepOutput output;

    public StepOutputTests() => output = new StepOutput(log, new Redaction([Some.Secret("hunter2")]));

    [Fact]
    public void Everything_goes_to_the_log()
    {
        output.BeginStep();
        output.WriteLine("$ login --token hunter2");
        output.Write("half, ", endOfLine: false);
        output.Write("whole", endOfLine: true);

        log.Text.ShouldBe("$ login --token ***\nhalf, whole\n");
        output.Tail.ShouldBe("$ login --token ***\nhalf, whole");
    }

    [Fact]
    public void The_tail_is_of_the_present_step()
    {
        output.BeginStep();
        output.Tail.ShouldBeEmpty();
        output.WriteLine("one");
        output.BeginStep();
        output.Tail.ShouldBeEmpty();
        output.WriteLine("two");

        output.Tail.ShouldBe("two");
        log.Text.ShouldBe("one\ntwo\n");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1999)]
    [InlineData(2000)]
    [InlineData(2001)]
    [InlineData(30_000)]
    public void The_tail_is_the_last_2000_characters_however_they_came(int pieceLength)
    {
        var all = string.Concat(Enumerable.Range(0, 20_000).Select(number => (char)('a' + (number % 26))));
        output.BeginStep();
        for (var start = 0; start < all.Length; start += pieceLength)
        {
            output.Write(all.AsSpan(start, Math.Min(pieceLength, all.Length - start)), endOfLine: false);
            var soFar = all[..Math.Min(all.Length, start + pieceLength)];
            output.Tail.ShouldBe(soFar[^Math.Min(soFar.Length, StepOutput.TailLength)..]);
        }
    }
}
