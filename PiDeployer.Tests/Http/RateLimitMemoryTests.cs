using Microsoft.Extensions.Logging.Abstractions;
using PiDeployer.Http;

namespace PiDeployer.Tests.Http;

/// <summary>Alone, since it measures the memory of the whole process.</summary>
[CollectionDefinition(nameof(RateLimitMemoryTests), DisableParallelization = true)]
public sealed class RateLimitMemoryTestsRunAlone;

[Collection(nameof(RateLimitMemoryTests))]
public sealed class RateLimitMemoryTests
{
    [Fact]
    public void A_million_addresses_take_no_more_memory_than_the_most_that_are_remembered()
    {
        var limit = new RateLimit(10, TimeProvider.System, NullLogger<RateLimit>.Instance);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000_000; i++)
            limit.TryTake(RateLimitTests.From(RateLimitTests.Nth(i)));

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(8 * 1024 * 1024);
        GC.KeepAlive(limit);
    }
}
