using System.Net;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>A request whose body is kept back, so that it is under way for as long as a test likes. Whoever ends a side has to wait for it.</summary>
internal sealed class HeldRequest : IDisposable
{
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HeldBody body = new();
    private readonly Task<HttpResponseMessage> answer;

    private HeldRequest(Uri address) => answer = http.PostAsync(address, body);

    /// <param name="address">A proxy's.</param>
    /// <param name="isThere">Whether the proxy has given it to somebody.</param>
    public static async Task<HeldRequest> BeginAsync(Uri address, Func<Task<bool>> isThere)
    {
        var request = new HeldRequest(address);
        try
        {
            await Eventually.TrueAsync(isThere, "the request is under way");
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    /// <summary>Sends the rest, and answers what it was answered.</summary>
    public async Task<string> EndAsync()
    {
        body.Release();
        using var ended = await answer.WaitAsync(Eventually.Patience);
        return await ended.Content.ReadAsStringAsync();
    }

    public void Dispose()
    {
        http.Dispose();
        body.Dispose();
    }

    private sealed class HeldBody : HttpContent
    {
        private static readonly byte[] Text = Encoding.ASCII.GetBytes("hello");

        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => released.SetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.FlushAsync(cancellationToken); // The head.
            await released.Task.WaitAsync(cancellationToken);
            await stream.WriteAsync(Text, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Text.Length;
            return true;
        }
    }
}
