using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;
using PiDeployer.Tests.Infra;
using PiDeployer.Webhooks;

namespace PiDeployer.Tests.Webhooks;

public sealed class CallSignatureTests
{
    private const string Body = """{"stack":"media"}""";

    private static readonly string Right = Webhook.Sign("global", Encoding.UTF8.GetBytes(Body));

    private static string Digest => Right["sha256=".Length..];

    [Fact]
    public void Either_header_signs()
    {
        IsValid(("X-Hub-Signature-256", Right)).ShouldBeTrue();
        IsValid(("X-Signature", Digest)).ShouldBeTrue();
    }

    [Fact]
    public void Neither_header_takes_the_other_one_s_form()
    {
        IsValid(("X-Hub-Signature-256", Digest)).ShouldBeFalse();
        IsValid(("X-Signature", Right)).ShouldBeFalse();
        IsValid().ShouldBeFalse();
    }

    [Fact]
    public void Of_both_headers_one_that_is_right_is_enough()
    {
        IsValid(("X-Hub-Signature-256", Right), ("X-Signature", Digest)).ShouldBeTrue();
        IsValid(("X-Hub-Signature-256", "sha256=0"), ("X-Signature", Digest)).ShouldBeTrue();
        IsValid(("X-Hub-Signature-256", "sha256=0"), ("X-Signature", "0")).ShouldBeFalse();
    }

    [Fact]
    public void A_header_that_stands_there_twice_is_no_signature()
    {
        IsValid(("X-Hub-Signature-256", new StringValues([Right, Right]))).ShouldBeFalse();
        IsValid(("X-Signature", new StringValues([Digest, "0"]))).ShouldBeFalse();
    }

    private static bool IsValid(params (string Name, StringValues Value)[] headers) =>
        CallSignature.IsValid(Some.Headers(headers), new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Body)), Some.Secret("global"));
}
