using PiDeployer.Metrics;

namespace PiDeployer.Tests.Metrics;

public sealed class ProcessFiguresTests
{
    private const string Limits =
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max file size             unlimited            unlimited            bytes
        Max open files            1024                 524288               files
        """;

    [Theory]
    [InlineData("pi-deployer")]
    [InlineData("a (very) odd) name")]
    public void A_name_may_hold_whatever_it_likes(string name) =>
        ProcessFigures.Parse(Stat(name), 16384, 7, Limits).ShouldBe(new ProcessFigures(TimeSpan.FromSeconds(3.75), 3_133_440, 418 * 16384, 7, 1024));

    [Theory]
    [InlineData("")]
    [InlineData("1 (pi-deployer) S 1 2 3")]
    public void What_is_cut_off_tells_nothing(string stat) => ProcessFigures.Parse(stat, 4096, 7, Limits).ShouldBeNull();

    [Theory]
    [InlineData("Max open files            unlimited            unlimited            files")]
    [InlineData("")]
    public void Without_a_limit_there_is_none(string limits) => ProcessFigures.Parse(Stat("pi-deployer"), 4096, 7, limits).ShouldNotBeNull().MaxOpenFiles.ShouldBeNull();

    [Fact]
    public void This_very_process_has_figures()
    {
        var figures = ProcessFigures.Read().ShouldNotBeNull();

        figures.Cpu.ShouldBeInRange(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        figures.ResidentBytes.ShouldBeInRange(10_000_000, figures.VirtualBytes);
        figures.OpenFiles.ShouldBeInRange(3, (int)figures.MaxOpenFiles.ShouldNotBeNull());
    }

    private static string Stat(string name) => $"71 ({name}) R 1 71 71 0 -1 4194304 99 0 0 0 250 125 0 0 20 0 1 0 4450470 3133440 418 18446744073709551615 94376047255552";
}
