using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>Calls the program as its callers do, with bash, openssl and curl, and sees what they see.</summary>
internal static class Caller
{
    /// <summary>Runs a script that makes one call, and wants this status.</summary>
    /// <param name="server">Its address is <c>$URL</c> in the script.</param>
    /// <param name="secret">This is <c>$SECRET</c>.</param>
    /// <param name="script">Its curl need not ask for anything but the answer.</param>
    /// <param name="status">What shall come.</param>
    public static async Task<CallerAnswer> ScriptAsync(this RunningServer server, string secret, string script, HttpStatusCode status)
    {
        using var home = new TempDirectory();
        // The answer, a line's end, the status, and how long to wait if it says so.
        home.Write(".curlrc", """
            silent
            show-error
            write-out = "\n%{http_code} %header{retry-after}"
            """);
        var (code, output) = await Task.Run(() => Shell.TryRun(
            "env", $"CURL_HOME={home.Path}", $"URL={server.Address.ToString().TrimEnd('/')}", $"SECRET={secret}", "bash", "-euo", "pipefail", "-c", script));
        code.ShouldBe(0, output);
        var lines = output.Split('\n');
        lines.Length.ShouldBe(2, $"callers take the first line for the whole answer: {output}");
        var (number, retryAfter) = lines[1].Split(' ') is [var first, var second] ? (first, second) : (lines[1], "");
        var answer = new CallerAnswer(
            (HttpStatusCode)int.Parse(number, CultureInfo.InvariantCulture), JsonNode.Parse(lines[0]).ShouldBeOfType<JsonObject>(), retryAfter.Length == 0 ? null : int.Parse(retryAfter, CultureInfo.InvariantCulture));
        answer.Status.ShouldBe(status, lines[0]);
        return answer;
    }
}

/// <param name="RetryAfter">In seconds; null when nothing was said.</param>
internal sealed record CallerAnswer(HttpStatusCode Status, JsonObject Json, int? RetryAfter)
{
    /// <summary>The names of the steps, in their order.</summary>
    public IEnumerable<string> Steps => Json["steps"].ShouldBeOfType<JsonArray>().Select(step => step.Text("name"));

    public JsonNode Step(string name) => Json["steps"].ShouldBeOfType<JsonArray>().Single(step => step.Text("name") == name) ?? throw new InvalidOperationException();
}
