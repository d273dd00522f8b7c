using System.Buffers;
using System.Text;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class StandardWebhookTests
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Time = 1614265330;
    private const string Right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly ReadOnlySequence<byte> Body = new(Encoding.UTF8.GetBytes("""{"test": 2432232314}"""));
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(Time);

    /// <summary>The vector that the scheme's authors publish with their libraries.</summary>
    [Fact]
    public void The_published_vector_is_signed_as_published()
    {
        StandardWebhook.TryParseKey(Some.Secret(Key), out var key).ShouldBeTrue();

        StandardWebhook.Sign(Id, Time, Body, key).ShouldBe(Right);
        IsValid(Id, $"{Time}", Right).ShouldBeTrue();
    }

    [Theory]
    [InlineData("msg_other", "1614265330", Right)]
    [InlineData(Id, "1614265331", Right)]
    [InlineData(Id, "+1614265330", Right)]
    [InlineData(Id, "", Right)]
    [InlineData(Id, "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE")]
    [InlineData(Id, "1614265330", "")]
    [InlineData(Id, "1614265330", null)]
    [InlineData(null, "1614265330", Right)]
    [InlineData(Id, null, Right)]
    public void Anything_else_is_not_valid(string? id, string? time, string? signature) => IsValid(id, time, signature).ShouldBeFalse();

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_")]
    [InlineData("whsec_é")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=x")]
    public void A_secret_that_is_no_key_signs_nothing(string secret) => StandardWebhook.TryParseKey(Some.Secret(secret), out _).ShouldBeFalse();

    private static bool IsValid(string? id, string? time, string? signature) => StandardWebhook.IsValid(id, time, signature, Body, Some.Secret(Key), Then);
}
