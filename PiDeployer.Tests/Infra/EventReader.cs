using System.Net;
using System.Net.Http.Headers;

namespace PiDeployer.Tests.Infra;

/// <param name="Type">Empty for one without a type.</param>
/// <param name="Id">Empty for one without an id.</param>
internal sealed record ServerSentEvent(string Type, string Id, string Data);

/// <summary>Reads Server-Sent Events as the HTML standard says, a lone CR ending a line too.</summary>
internal sealed class EventReader : IDisposable
{

    private readonly HttpResponseMessage answer;
    private readonly StreamReader stream;

    private EventReader(HttpResponseMessage answer, Stream body)
    {
        this.answer = answer;
        stream = new StreamReader(body);
    }

    /// <summary>Comment lines that came so far.</summary>
    public int Beats { get; private set; }

    public HttpResponseHeaders Headers => answer.Headers;

    public static async Task<EventReader> OpenAsync(HttpClient http, string path, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType?.ToString().ShouldBe("text/event-stream");
        return new EventReader(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>Null when the stream has ended.</summary>
    /// <exception cref="TimeoutException">None comes, so that what the test holds is given back before the test's own timeout.</exception>
    public Task<ServerSentEvent?> NextAsync() => ReadAsync().WaitAsync(Eventually.Patience);

    public async Task<List<ServerSentEvent>> ToEndAsync()
    {
        var events = new List<ServerSentEvent>();
        while (await NextAsync() is { } next)
            events.Add(next);
        return events;
    }

    public void Dispose()
    {
        stream.Dispose();
        answer.Dispose();
    }

    private async Task<ServerSentEvent?> ReadAsync()
    {
        var (type, id, data) = ("", "", new List<string>());
        while (await stream.ReadLineAsync() is { } line)
        {
            if (line.Length == 0 && data.Count > 0)
                return new ServerSentEvent(type, id, string.Join('\n', data));
            if (line.StartsWith(':'))
                Beats++;
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                type = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data.Add(line[6..]);
            else if (line.Length > 0)
                throw new FormatException($"No line of an event stream: {line}");
        }

        (type + id).ShouldBeEmpty("The stream ended in the middle of an event.");
        return null;
    }
}
