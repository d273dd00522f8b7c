using System.Text.Json;
using PiDeployer.Cli.Terminal;

namespace PiDeployer.Cli.Client;

/// <summary>
/// A deployment that a program watches. Of a log it is given an object a line: <c>{"line":…}</c>, <c>{"part":…}</c> for a piece of a long one, <c>{"gap":"BYTES"}</c>, <c>{"lost":…}</c>, and in the end
/// <c>{"result":{…}}</c>, the deployment's record; where only the result counts, that record alone.
/// </summary>
internal sealed class FollowedByPrograms(Screen screen, bool onlyResult) : IFollowed
{
    public void Line(string text, bool endOfLine) => Tell(endOfLine ? "line" : "part", text);

    public void Gap(string bytes) => Tell("gap", bytes);

    public void Lost(string reason) => Tell("lost", reason);

    public void Remark(string text) => screen.Errors.Write($"{text}\n");

    public Task TickAsync(CancellationToken cancellationToken)
    {
        screen.Flush();
        return Task.CompletedTask;
    }

    public void Result(JsonElement record, string body)
    {
        var shown = RawAnswer.Shown(body);
        screen.Output.Write(onlyResult ? $"{shown}\n" : $"{{\"result\":{shown}}}\n");
        screen.Flush();
    }

    private void Tell(string name, string text)
    {
        if (!onlyResult)
            screen.Output.Write($"{{\"{name}\":\"{JsonEncodedText.Encode(text)}\"}}\n");
    }
}
