using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using PiDeployer.Outgoing;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Outgoing;

public sealed class PatientClientTests : IDisposable
{
    private readonly HttpClient http = PatientClient.NewHttp();
    private int requests;

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task What_was_taken_is_not_sent_again_however_much_is_said_of_it()
    {
        await using var api = await StartAsync(async (call, _) =>
        {
            while (!call.RequestAborted.IsCancellationRequested)
                await call.Response.Body.WriteAsync(new byte[8192], CancellationToken.None);
        });

        (await PostAsync(api)).ShouldBeOfType<Reply.Done>().Body.Length.ShouldBe(64 * 1024);
        requests.ShouldBe(1);
    }

    private async Task<LoopbackApi> StartAsync(Func<HttpContext, LoopbackApi, Task> answer)
    {
        LoopbackApi? server = null;
        server = new LoopbackApi(0, call =>
        {
            Interlocked.Increment(ref requests);
            return answer(call, server ?? throw new InvalidOperationException());
        });
        await server.StartAsync();
        return server;
    }

    /// <summary>One try has all the time that it needs.</summary>
    private Task<Reply> PostAsync(LoopbackApi api) =>
        new PatientClient(new Partner("Acme", ImmutableArray<PiDeployer.Values.Secret>.Empty, _ => null, ""), http, TryLimits.Usual with { Try = Eventually.Patience }, TimeProvider.System)
            .PostAsync(api.Address, "{}"u8.ToArray(), CancellationToken.None);
}
