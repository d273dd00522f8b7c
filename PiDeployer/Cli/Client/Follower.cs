using System.Text;
using System.Text.Json;

namespace PiDeployer.Cli.Client;

/// <summary>
/// Follows a deployment to its end, whatever becomes of the connection meanwhile: where it breaks, or the server is restarted, it goes on from where it was, and says so once.
/// </summary>
/// <param name="api">Where.</param>
/// <param name="refusals">Tells of what the server does not give.</param>
/// <param name="shown">Where it is shown.</param>
/// <param name="clock">For pauses.</param>
/// <param name="from">The offset in the log to begin at; null for its beginning.</param>
internal sealed class Follower(ServerApi api, Refusals refusals, IFollowed shown, TimeProvider clock, string? from)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private string? lastId = from;
    private bool toldOfBreak;

    /// <summary>Since when there is no connection; null while there is one.</summary>
    private long? broken;

    /// <param name="id">The deployment's.</param>
    /// <param name="cancellationToken">Ends the following, and nothing else.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            string reason;
            try
            {
                using var answer = await WithTicksAsync(api.OpenAsync($"/deployments/{id}/events", lastId, cancellationToken), cancellationToken);
                if (!answer.IsSuccessStatusCode && (int)answer.StatusCode < 500)
                    return await refusals.TellAsync(ServerApi.Refusal((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken)), null, cancellationToken);
                if (answer.IsSuccessStatusCode)
                    broken = null;
                if (answer.IsSuccessStatusCode && await ReadAsync(answer, cancellationToken) is { } result)
                    return End(result);
                reason = "the server has ended the connection";
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                reason = ServerApi.Reason(e);
            }

            broken ??= clock.GetTimestamp();
            if (clock.GetElapsedTime(broken.Value) > Patience)
                return refusals.Unreachable(reason);
            if (!toldOfBreak)
                shown.Remark($"The connection broke ({reason}); going on as soon as the server answers.");
            toldOfBreak = true;
            await WithTicksAsync(PauseAsync(cancellationToken), cancellationToken);
        }
    }

    /// <summary>The deployment's record; null when the events ended before the deployment did.</summary>
    private async Task<string?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        var events = new EventStream(reader);
        while (await WithTicksAsync(events.NextAsync(cancellationToken), cancellationToken) is { } one)
        {
            lastId = one.Id ?? lastId;
            if (one.Type == "result")
                return one.Data;
            Show(one);
        }

        return null;
    }

    private void Show(LogEvent one)
    {
        switch (one.Type)
        {
            case "gap":
                shown.Gap(one.Data);
                break;
            case "lost":
                shown.Lost(one.Data);
                break;
            default:
                shown.Line(one.Data, endOfLine: one.Type != "part");
                break;
        }
    }

    private int End(string body)
    {
        var record = Record.Parse(Encoding.UTF8.GetBytes(body));
        shown.Result(record, body);
        return record.Is("success") || IsWishedRollback(record) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static bool IsWishedRollback(JsonElement record) => record.Raw("trigger") == "rollback" && record.Raw("state") == "rolled_back";

    private async Task<T> WithTicksAsync<T>(Task<T> task, CancellationToken cancellationToken)
        where T : class?
    {
        while (!task.IsCompleted)
        {
            await shown.TickAsync(cancellationToken);
            await Task.WhenAny(task, PauseAsync(cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await task;
    }

    private async Task<object?> PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Tick, clock, cancellationToken);
        return null;
    }
}
