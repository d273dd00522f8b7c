using System.Net.Http.Headers;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>What a job of a continuous integration sends, signed in the one way or the other.</summary>
/// <param name="Path">Such as <c>/deploy</c>.</param>
/// <param name="Body">Empty for none, and then the name at the path's end is what is signed.</param>
internal sealed record SignedCall(string Path, string Body = "")
{
    public string Secret { get; init; } = RunningServer.Secret;

    /// <summary>Signs by <c>X-Signature</c> in place of <c>X-Hub-Signature-256</c>.</summary>
    public bool ByDigest { get; init; }

    /// <summary>Null leaves the header out.</summary>
    public string? Event { get; init; }

    public static implicit operator HttpRequestMessage(SignedCall call) => call.ToRequest();

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        var signed = Body.Length > 0 ? Body : Path.Split('?')[0].Split('/')[^1];
        var signature = Webhook.Sign(Secret, Encoding.UTF8.GetBytes(signed));
        request.Headers.Add(ByDigest ? "X-Signature" : "X-Hub-Signature-256", ByDigest ? signature["sha256=".Length..] : signature);
        if (Event is not null)
            request.Headers.Add("X-GitHub-Event", Event);
        return request;
    }
}
