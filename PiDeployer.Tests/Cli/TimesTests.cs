using PiDeployer.Cli.Terminal;

namespace PiDeployer.Tests.Cli;

public sealed class TimesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 5, 7, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0.0 s")]
    [InlineData(59.99, "59.9 s")]
    [InlineData(60, "1 min 0 s")]
    [InlineData(3725, "1 h 2 min")]
    [InlineData(200_000, "2 d 7 h")]
    public void How_long_it_took(double seconds, string said) => Times.Took(TimeSpan.FromSeconds(seconds)).ShouldBe(said);

    [Theory]
    [InlineData(0, "0 s ago")]
    [InlineData(59, "59 s ago")]
    [InlineData(61, "1 min ago")]
    [InlineData(86_399, "23 h ago")]
    [InlineData(29 * 86_400, "29 d ago")]
    [InlineData(30 * 86_400, "2026-10-22")]
    [InlineData(-90, "in 1 min")]
    public void When_it_was(int secondsAgo, string said) => Times.Ago(Now - TimeSpan.FromSeconds(secondsAgo), Now).ShouldBe(said);
}
