using System.Buffers;
using System.Text;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Tests.Webhooks;

public sealed class SignatureTests
{
    private const string Key = "It's a Secret to Everybody";
    private const string Right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    // GitHub publishes the first: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    // The second is the same secret over a form, whose encoded bytes are what is signed.
    [Theory]
    [InlineData("Hello, World!", Right)]
    [InlineData(
        "payload=%7B%22zen%22%3A%22Keep+it+logically+awesome.%22%7D", "sha256=1fc8bf6145b8e3b76b01404760bc7e884a641ad0fe4b9b66ced27d4a983cce1c")]
    public void A_published_signature_is_valid(string body, string signature)
    {
        Signature.Compute(Bytes(body), Known(Key)).ShouldBe(signature);
        Signature.IsValid(signature, Bytes(body), Known(Key)).ShouldBeTrue();
    }

    [Fact]
    public void It_is_over_every_byte_of_the_body()
    {
        Signature.IsValid(Right, Bytes("Hello, World"), Known(Key)).ShouldBeFalse();
        Signature.IsValid(Right, Bytes("Hello, World!\n"), Known(Key)).ShouldBeFalse();
        Signature.IsValid(Right, Bytes(""), Known(Key)).ShouldBeFalse();
    }

    [Fact]
    public void It_is_of_one_secret_only() => Signature.IsValid(Right, Bytes("Hello, World!"), Known(Key + "!")).ShouldBeFalse();

    [Fact]
    public void A_body_in_several_pieces_is_signed_like_one_in_one_piece()
    {
        var last = new Piece("World!", null);
        var first = new Piece("Hello, ", last);

        Signature.IsValid(Right, new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), Known(Key)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("SHA256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e170")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18")]
    [InlineData(" sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1é")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1ķ")] // Its low byte is that of the right digit.
    public void Any_other_text_is_not_valid(string? header) => Signature.IsValid(header, Bytes("Hello, World!"), Known(Key)).ShouldBeFalse();

    [Fact]
    public void The_digest_alone_is_valid_where_a_digest_is_expected_and_nowhere_else()
    {
        var digest = Right["sha256=".Length..];

        Signature.IsValidDigest(digest, Bytes("Hello, World!"), Known(Key)).ShouldBeTrue();
        Signature.IsValidDigest(digest, Bytes("Hello, World"), Known(Key)).ShouldBeFalse();
        Signature.IsValidDigest(digest, Bytes("Hello, World!"), Known(Key + "!")).ShouldBeFalse();
        Signature.IsValid(digest, Bytes("Hello, World!"), Known(Key)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Right)]
    [InlineData("757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e170")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1ķ")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17,757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    public void Any_other_text_is_no_valid_digest(string? header) => Signature.IsValidDigest(header, Bytes("Hello, World!"), Known(Key)).ShouldBeFalse();

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static Secret Known(string text) => Secret.TryCreate(text, out var secret) ? secret : throw new ArgumentException("It is blank.", nameof(text));

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(string text, Piece? next)
        {
            Memory = Encoding.UTF8.GetBytes(text);
            Next = next;
            if (next is not null)
                next.RunningIndex = Memory.Length;
        }
    }
}
