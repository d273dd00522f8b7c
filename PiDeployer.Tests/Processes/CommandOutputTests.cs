using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

public sealed class CommandOutputTests : IDisposable
{
    private readonly CommandRig rig = new("hunter2-hunter2");

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_line_of_10_MB_arrives_whole_in_parts()
    {
        var result = await rig.ScriptAsync("head -c 10000000 /dev/zero | tr '\\0' x; echo; echo done");

        result.ShouldBe(new CommandResult.Exited(0));
        rig.Output.Lines.Select(line => line.Length).ShouldBe([10_000_000, 4]);
        rig.Output.Pieces.ShouldBeGreaterThan(100);
        rig.Output.LongestPiece.ShouldBeLessThan(64 * 1024);
        await rig.NothingIsAliveAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_not_UTF_8_is_replaced()
    {
        await rig.ScriptAsync("""printf 'a\xff\xfeb\n'; printf 'cut off \xe2\x82'""");

        rig.Output.Lines.ShouldBe(["a\uFFFD\uFFFDb", "cut off \uFFFD"]);
        await rig.NothingIsAliveAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_character_that_comes_in_two_reads_is_one_character()
    {
        await rig.ScriptAsync("""printf 'gr\xc3'; sleep 0.2; printf '\xbc\xc3\x9fe \xf0\x9f'; sleep 0.2; printf '\x98\x80\n'""");

        rig.Output.Lines.ShouldBe(["grüße 😀"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Binary_garbage_is_made_printable()
    {
        await rig.ScriptAsync("""printf 'a\0b\ac\tcolour \e[1m\x7f\n'""");

        rig.Output.Lines.ShouldBe(["a\uFFFDb\uFFFDc\tcolour \e[1m\uFFFD"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Both_pipes_may_be_full_at_once()
    {
        var result = await rig.ScriptAsync(
            """
            (for i in {1..20}; do head -c 100000 /dev/zero | tr '\0' e >&2; echo >&2; done) &
            for i in {1..20}; do head -c 100000 /dev/zero | tr '\0' o; echo; done
            wait
            head -c 1000000 /dev/zero | tr '\0' E >&2; head -c 1000000 /dev/zero | tr '\0' O
            """);

        result.ShouldBe(new CommandResult.Exited(0));
        var counts = rig.Output.Text.CountBy(c => c).ToDictionary();
        (counts['e'], counts['o'], counts['E'], counts['O']).ShouldBe((2_000_000, 2_000_000, 1_000_000, 1_000_000));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_secret_that_is_printed_is_masked_however_it_arrives()
    {
        await rig.ScriptAsync("echo token=hunter2-hunter2.; printf hunter2-; sleep 0.2; echo hunter2; echo hunter2-hunter2 >&2; echo hunter2 alone");

        rig.Output.Lines.ShouldBe(["token=***.", "***", "***", "hunter2 alone"], ignoreOrder: true);
    }
}
