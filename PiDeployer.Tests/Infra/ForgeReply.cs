using System.Net;

namespace PiDeployer.Tests.Infra;

/// <summary>One answer of a forge's, in its documented form.</summary>
internal sealed record ForgeReply(HttpStatusCode Status, string Body, params (string Name, string Value)[] Headers)
{
    /// <summary>It is held back until then.</summary>
    public Task NotBefore { get; init; } = Task.CompletedTask;

    public static readonly ForgeReply Hang = new(HttpStatusCode.RequestTimeout, "");

    public static readonly ForgeReply Created = Numbered(1);

    /// <summary>GitHub and GitLab answer with what they made, and that has an id among much else.</summary>
    public static ForgeReply Numbered(long id) => new(HttpStatusCode.Created, $$"""{"url":"https://api.example.org/x/{{id}}","id":{{id}},"node_id":"x","created_at":"2026-11-21T14:05:07Z"}""");

    public static ForgeReply Says(HttpStatusCode status, string message, params (string Name, string Value)[] headers) =>
        new(status, $$"""{"message":"{{message}}","documentation_url":"https://docs.example.org/"}""", headers);
}
