using System.Buffers;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class StandardWebhookTests
{
    [Fact]
    public void The_published_example_has_the_published_signature() =>
        Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", """{"test": 2432232314}""")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Theory]
    [InlineData("msg_1", "1614265330", "{}")]
    [InlineData("msg_2", "1614265331", "{}")]
    [InlineData("msg_2", "1614265330", "{ }")]
    public void Each_part_counts(string id, string timestamp, string body) =>
        Sign("correct-horse", id, timestamp, body).ShouldNotBe(Sign("correct-horse", "msg_2", "1614265330", "{}"));

    [Fact]
    public void A_body_in_pieces_is_the_same_body()
    {
        var first = new Piece("{\"test\""u8.ToArray(), null);
        var last = new Piece(": 2432232314}"u8.ToArray(), first);
        StandardWebhook.TryParseKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", out var key).ShouldBeTrue();

        StandardWebhook.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), key)
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Theory]
    [InlineData("whsec_AQID", new byte[] { 1, 2, 3 })]
    [InlineData("abc", new byte[] { 97, 98, 99 })]
    [InlineData("ü", new byte[] { 0xC3, 0xBC })]
    public void A_key_is_base64_or_any_text(string text, byte[] expected)
    {
        StandardWebhook.TryParseKey(text, out var key).ShouldBeTrue();

        key.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64!")]
    public void Nothing_is_no_key(string text) => StandardWebhook.TryParseKey(text, out _).ShouldBeFalse();

    private static string Sign(string secret, string id, string timestamp, string body)
    {
        StandardWebhook.TryParseKey(secret, out var key).ShouldBeTrue();
        return StandardWebhook.Sign(id, timestamp, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), key);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, Piece? before)
        {
            Memory = bytes;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
