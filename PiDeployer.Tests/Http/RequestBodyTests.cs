using System.Buffers;
using Microsoft.AspNetCore.Http;
using PiDeployer.Http;

namespace PiDeployer.Tests.Http;

public sealed class RequestBodyTests : IDisposable
{
    private readonly BodyBudget budget = new();

    public void Dispose() => budget.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BodyBudget.BlockSize - 1)]
    [InlineData(BodyBudget.BlockSize)]
    [InlineData(BodyBudget.BlockSize + 1)]
    [InlineData(10 * BodyBudget.BlockSize)]
    [InlineData(1_000_003)]
    public async Task A_body_of_any_size_is_read_whole(int size)
    {
        var bytes = new byte[size];
        Random.Shared.NextBytes(bytes);

        using var body = await ReadAsync(new MemoryStream(bytes));

        body.Bytes.Length.ShouldBe(size);
        body.Bytes.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
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

    [Fact]
    public async Task Without_room_and_with_too_many_waiting_a_caller_is_told_to_come_later()
    {
        using var leave = new CancellationTokenSource();
        var leases = new List<IDisposable>();
        for (var i = 0; i < 12 * 64; i++)
            leases.Add(await budget.TakeAsync(0, leave.Token));
        var waiting = Enumerable.Range(0, 1024).Select(_ => budget.TakeAsync(0, leave.Token).AsTask()).ToList();

        var refused = await Should.ThrowAsync<BadHttpRequestException>(async () => await budget.TakeAsync(0, CancellationToken.None));
        refused.StatusCode.ShouldBe(StatusCodes.Status503ServiceUnavailable);

        // The rest of large bodies has a share of its own, and the first to wait is the first to get room.
        (await budget.TakeAsync(8, leave.Token)).Dispose();
        leases[0].Dispose();
        (await waiting[0].WaitAsync(TimeSpan.FromSeconds(5))).Dispose();
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    private Task<RequestBody> ReadAsync(Stream stream)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = stream;
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
