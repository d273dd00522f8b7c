using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PiDeployer.Http;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class CredentialsTests
{
    private const string Body = """{"stack":"media"}""";

    private static readonly Credentials Ours = new(Some.Secret("token"), Some.Secret("global"));

    private static readonly string Right = Webhook.Sign("global", Encoding.UTF8.GetBytes(Body));

    private static string Digest => Right["sha256=".Length..];

    [Fact]
    public void Either_header_signs()
    {
        Ours.IsSigned(Request(("X-Hub-Signature-256", Right)), Bytes(Body)).ShouldBeTrue();
        Ours.IsSigned(Request(("X-Signature", Digest)), Bytes(Body)).ShouldBeTrue();
    }

    [Fact]
    public void Neither_header_takes_the_other_one_s_form()
    {
        Ours.IsSigned(Request(("X-Hub-Signature-256", Digest)), Bytes(Body)).ShouldBeFalse();
        Ours.IsSigned(Request(("X-Signature", Right)), Bytes(Body)).ShouldBeFalse();
        Ours.IsSigned(Request(), Bytes(Body)).ShouldBeFalse();
    }

    [Fact]
    public void Of_both_headers_one_that_is_right_is_enough()
    {
        Ours.IsSigned(Request(("X-Hub-Signature-256", Right), ("X-Signature", Digest)), Bytes(Body)).ShouldBeTrue();
        Ours.IsSigned(Request(("X-Hub-Signature-256", "sha256=0"), ("X-Signature", Digest)), Bytes(Body)).ShouldBeTrue();
        Ours.IsSigned(Request(("X-Hub-Signature-256", "sha256=0"), ("X-Signature", "0")), Bytes(Body)).ShouldBeFalse();
    }

    [Fact]
    public void A_header_that_stands_there_twice_is_no_signature()
    {
        Ours.IsSigned(Request(("X-Hub-Signature-256", new StringValues([Right, Right]))), Bytes(Body)).ShouldBeFalse();
        Ours.IsSigned(Request(("X-Signature", new StringValues([Digest, "0"]))), Bytes(Body)).ShouldBeFalse();
    }

    [Fact]
    public void An_empty_body_signs_the_name_and_any_other_body_itself()
    {
        Encoding.UTF8.GetString(Credentials.SignedPart(ReadOnlySequence<byte>.Empty, "media").ToArray()).ShouldBe("media");
        Encoding.UTF8.GetString(Credentials.SignedPart(Bytes(" "), "media").ToArray()).ShouldBe(" ");
    }

    [Fact]
    public void Without_a_secret_nobody_can_sign() =>
        new Credentials(Some.Secret("token"), null).IsSigned(Request(("X-Hub-Signature-256", Webhook.Sign("", Encoding.UTF8.GetBytes(Body)))), Bytes(Body)).ShouldBeFalse();

    [Fact]
    public void A_project_s_own_secret_takes_the_place_of_the_global_one()
    {
        var (own, other) = (Some.Project("own") with { WebhookSecret = Some.Secret("its own") }, Some.Project("other"));
        var itsOwn = Webhook.Sign("its own", Encoding.UTF8.GetBytes(Body));

        Ours.SignedFor([own, other], Request(("X-Hub-Signature-256", Right)), Bytes(Body)).ShouldBe([other]);
        Ours.SignedFor([own, other], Request(("X-Hub-Signature-256", itsOwn)), Bytes(Body)).ShouldBe([own]);
        Ours.SignedFor([own, other], Request(("X-Hub-Signature-256", "sha256=0")), Bytes(Body)).ShouldBeEmpty();
    }

    private static HttpRequest Request(params (string Name, StringValues Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        foreach (var (name, value) in headers)
            request.Headers[name] = value;
        return request;
    }

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
