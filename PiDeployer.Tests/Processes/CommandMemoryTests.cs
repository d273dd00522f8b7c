using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

/// <summary>Alone, since it measures the memory of the whole process.</summary>
[CollectionDefinition(nameof(CommandMemoryTests), DisableParallelization = true)]
public sealed class CommandMemoryTestsRunAlone;

[Collection(nameof(CommandMemoryTests))]
public sealed class CommandMemoryTests
{
    private const long Mebibyte = 1024 * 1024;

    [Theory(Timeout = 360_000)]
    [InlineData("yes 0123456789012345678901234567890123456789012345678901234567890123456789012345678 | head -c 200000000", 2_500_000, 197_500_000)]
    [InlineData("head -c 200000000 /dev/zero | tr '\\0' x; echo", 1, 200_000_000)]
    public async Task Two_hundred_megabytes_of_output_cost_no_memory(string body, int lines, long characters)
    {
        using var rig = new CommandRig("a-secret-that-is-looked-for");
        await rig.ScriptAsync("echo warm; head -c 1000000 /dev/zero");
        GC.Collect();
        var output = new CountingOutput();
        var allocated = GC.GetTotalAllocatedBytes();
        var before = Environment.WorkingSet;

        var result = await rig.ScriptAsync(body, output);

        result.ShouldBe(new CommandResult.Exited(0));
        output.Lines.ShouldBe(lines);
        output.Characters.ShouldBe(characters);
        (GC.GetTotalAllocatedBytes() - allocated).ShouldBeLessThan(32 * Mebibyte);
        (output.LargestWorkingSet - before).ShouldBeLessThan(32 * Mebibyte);
        await rig.NothingIsAliveAsync();
    }

    private sealed class CountingOutput : IOutput
    {
        private long measuredAt;

        /// <summary>Without the lines' ends.</summary>
        public long Characters { get; private set; }

        public int Lines { get; private set; }

        public long LargestWorkingSet { get; private set; }

        public void Write(ReadOnlySpan<char> piece, bool endOfLine)
        {
            Characters += piece.Length;
            Lines += endOfLine ? 1 : 0;
            if (Characters - measuredAt < 4 * Mebibyte)
                return;
            measuredAt = Characters;
            LargestWorkingSet = Math.Max(LargestWorkingSet, Environment.WorkingSet);
        }

        public void Flush()
        {
        }
    }
}
