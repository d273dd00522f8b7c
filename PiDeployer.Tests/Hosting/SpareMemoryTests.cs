using PiDeployer.Hosting;

namespace PiDeployer.Tests.Hosting;

public sealed class SpareMemoryTests
{
    private const long Mebibyte = 1024 * 1024;

    private readonly SpareMemory memory = new();

    [Fact]
    public void What_the_start_took_is_given_back_at_the_first_look()
    {
        memory.IsTime(3 * Mebibyte).ShouldBeTrue();
        memory.IsTime(3 * Mebibyte).ShouldBeFalse();
    }

    [Fact]
    public void It_is_given_back_once_when_a_busy_time_is_over()
    {
        memory.IsTime(0);
        memory.IsTime(40 * Mebibyte).ShouldBeFalse("it is busy");
        memory.IsTime(80 * Mebibyte).ShouldBeFalse("it is busy still");
        memory.IsTime(80 * Mebibyte + 1000).ShouldBeTrue();
        memory.IsTime(80 * Mebibyte + 2000).ShouldBeFalse("nothing has happened since");
    }

    [Fact]
    public void A_little_now_and_then_is_given_back_when_it_is_much_in_all() => LooksUntilItIsTime(each: Mebibyte / 2).ShouldBe(8);

    [Fact]
    public void Who_is_busy_all_day_gives_it_back_now_and_then() => LooksUntilItIsTime(each: 2 * Mebibyte).ShouldBe(12);

    private int LooksUntilItIsTime(long each)
    {
        memory.IsTime(0);
        var looks = 1;
        while (!memory.IsTime(looks * each))
            looks++;
        return looks;
    }
}
