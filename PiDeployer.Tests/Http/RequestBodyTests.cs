using System.Buffers;
using Microsoft.AspNetCore.Http;
using PiDeployer.Http;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class RequestBodyTests : IDisposable
{
    private const int FirstLane = 64 * 1024;
    private const int SecondLane = 2 * 1024 * 1024;

    private readonly BodyBudget budget = new();

    public void Dispose() => budget.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FirstLane - 1)]
    [InlineData(FirstLane)]
    [InlineData(FirstLane + 1)]
    [InlineData(1_000_003)]
    [InlineData(5_000_000)]
    public async Task A_body_of_any_size_is_read_whole(int size)
    {
        var bytes = new byte[size];
        Random.Shared.NextBytes(bytes);

        foreach (var length in new long?[] { null, size })
        {
            using var body = await ReadAsync(new MemoryStream(bytes), length);
            body.Bytes.Length.ShouldBe(size);
            body.Bytes.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task What_a_body_took_is_given_back_with_it()
    {
        // Far more in sum than there is room for at once.
        for (var i = 0; i < 60; i++)
        {
            using var body = await ReadAsync(new MemoryStream(new byte[2_000_000]));
        }
    }

    [Fact]
    public async Task What_a_broken_body_took_is_given_back_too()
    {
        for (var i = 0; i < 60; i++)
            await Should.ThrowAsync<IOException>(() => ReadAsync(new BrokenStream(2_000_000)));
    }

    [Fact(Timeout = 180_000)]
    public async Task Large_bodies_wait_for_each_other_and_not_small_ones_for_them()
    {
        const long large = 20 * 1024 * 1024;
        var first = await budget.RentAsync(SecondLane, large, CancellationToken.None);
        var second = budget.RentAsync(SecondLane, large, CancellationToken.None);
        second.IsCompleted.ShouldBeFalse();

        using var small = await ReadAsync(new MemoryStream(new byte[8000]));
        small.Bytes.Length.ShouldBe(8000);

        first.Dispose();
        (await second.WaitAsync(Eventually.Patience)).Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_caller_who_gets_no_room_is_told_to_come_later()
    {
        using var taken = await budget.RentAsync(SecondLane, RequestBody.MaxBytes, CancellationToken.None);

        var refused = await Should.ThrowAsync<BadHttpRequestException>(() => budget.RentAsync(SecondLane, RequestBody.MaxBytes, CancellationToken.None));

        refused.StatusCode.ShouldBe(StatusCodes.Status503ServiceUnavailable);
    }

    private Task<RequestBody> ReadAsync(Stream stream, long? length = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = stream;
        http.Request.ContentLength = length;
        return RequestBody.ReadAsync(http.Request, budget, CancellationToken.None);
    }

    /// <summary>A caller that goes away in the middle.</summary>
    private sealed class BrokenStream(int length) : MemoryStream(new byte[length])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read == 0 ? throw new IOException("The caller has gone.") : read;
        }
    }
}
