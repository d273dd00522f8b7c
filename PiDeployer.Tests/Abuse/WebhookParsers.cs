using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PiDeployer.Http;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Tests.Abuse;

/// <summary>What strangers send: deliveries, calls, and their headers.</summary>
internal static class WebhookParsers
{
    private static readonly Secret Known = Some.Secret(RunningServer.Secret);
    private static readonly Secret Key = Some.Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static readonly DeliveryBody Signed = Body("application/json", Encoding.UTF8.GetBytes("Hello, World!"));

    private static readonly string[] Members =
    [
        "\"ref\":", "\"after\":", "\"repository\":", "\"full_name\":", "\"head_commit\":", "\"commits\":", "\"project\":", "\"push\":", "\"changes\":", "\"new\":", "\"old\":", "\"target\":", "\"author\":", "\"links\":",
        "\"stack\":", "\"service\":", "\"image\":", "\"\\ud800\":", "{\"a\":", "[[", "]]", "{}", "[]", "refs/heads/",
    ];

    public static IEnumerable<Parser> All =>
    [
        Payload("github", [Encoding.UTF8.GetString(Webhook.Push("ann/shop").Body), """{"zen":"Keep it logically awesome.","hook_id":1}"""], ("X-GitHub-Event", "push")),
        .. ForgeDelivery.Kinds.Select(kind => Payload(kind.Data, ForgeDelivery.Push(kind.Data))),
        new Parser("a form", ["payload=%7B%22zen%22%3A%22Keep+it+logically+awesome.%22%7D", "a=b&payload={}&payload=%zz"], bytes =>
        {
            if (DeliveryBody.TryOpen("application/x-www-form-urlencoded; charset=utf-8", new ReadOnlySequence<byte>(bytes), MemoryPool<byte>.Shared, out var form))
                form.Dispose();
        }) { Words = ["payload=", "&", "%", "%2", "+"] },
        new Parser("a call", ["""{"stack":"media"}""", """{"service":"portal","image":"ghcr.io/ann/portal:v2@sha256:0","commit":"0123456789abcdef0123456789abcdef01234567","message":"a change"}"""], bytes =>
        {
            _ = $"{DeployCall.Read(new ReadOnlySequence<byte>(bytes))}";
            _ = DeployCall.MayBeIgnored(new ReadOnlySequence<byte>(bytes));
        }) { Words = Members },
        Parser.OfHeader("a signature", [Webhook.Sign(RunningServer.Secret, Encoding.UTF8.GetBytes("Hello, World!")), "sha1=00", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,x"], IsSigned) with { Words = ["sha256=", "v1,", " ", "="] },
        Parser.OfHeader("a bearer", [$"Bearer {RunningServer.Token}", "bearer x", "Basic dXNlcjpwYXNz"], text =>
        {
            var http = new DefaultHttpContext();
            http.Request.Headers.Authorization = text;
            _ = new Credentials(Known, Known).HasBearer(http.Request);
        }),
        Parser.OfHeader("a content type", ["application/x-www-form-urlencoded; charset=utf-8", "application/json"], text => _ = FormBody.IsForm(text)),
    ];

    private static Parser Payload(string kind, ForgeDelivery push) => Payload(kind, [push.Body], [.. push.Headers.Select(header => (header.Key, header.Value))]);

    private static Parser Payload(string name, string[] seeds, params (string Name, string Value)[] sent)
    {
        var headers = Some.Headers(sent.Select(header => (header.Name, new Microsoft.Extensions.Primitives.StringValues(header.Value))));
        var forge = Forges.Of(headers) ?? throw new InvalidOperationException(name);
        return new Parser($"a payload of {name}", seeds, bytes => _ = $"{forge.Read(headers, new ReadOnlySequence<byte>(bytes))}", typeof(JsonException)) { Words = Members };
    }

    private static void IsSigned(string text)
    {
        var headers = Some.Headers(
            ("X-Hub-Signature-256", text), ("X-Hub-Signature", text), ("X-Signature", text), ("X-Gitea-Event", "push"), ("X-Gitea-Signature", text), ("X-Gitlab-Token", text),
            ("webhook-id", text), ("webhook-timestamp", text.Length % 2 == 0 ? "1614265330" : text), ("webhook-signature", text), ("X-GitHub-Delivery", text));
        foreach (var forge in new IForge[] { new Gitea(), new GitLab(), new Bitbucket(), Forges.Imitated })
        {
            _ = forge.IdOf(headers);
            forge.IsSigned(headers, Signed, Key, DateTimeOffset.FromUnixTimeSeconds(1614265330));
            forge.IsSigned(headers, Signed, Known, DateTimeOffset.MaxValue);
        }
    }

    private static DeliveryBody Body(string type, byte[] bytes) =>
        DeliveryBody.TryOpen(type, new ReadOnlySequence<byte>(bytes), MemoryPool<byte>.Shared, out var body) ? body : throw new InvalidOperationException(type);
}
