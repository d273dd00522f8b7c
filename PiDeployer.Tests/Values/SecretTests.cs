using System.Text.Json;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class SecretTests
{
    private const string Password = "correct-horse-battery-staple";

    [Fact]
    public void It_is_not_shown_by_accident()
    {
        var secret = Some.Secret(Password);

        $"{secret}".ShouldBe("***");
        JsonSerializer.Serialize(secret).ShouldNotContain("horse");
        (Some.Project() with { WebhookSecrets = [secret] }).ToString().ShouldNotContain("horse");
    }

    [Fact]
    public void It_is_given_away_to_who_asks() => Some.Secret(Password).Reveal().ShouldBe(Password);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \t")]
    public void A_blank_text_is_no_secret(string? text) => Secret.TryCreate(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(Password, true)]
    [InlineData("correct-horse-battery-staplE", false)]
    [InlineData("correct-horse-battery", false)]
    [InlineData("", false)]
    [InlineData("\ud800", false)]
    [InlineData("ünïcode", false)]
    public void Only_the_same_text_matches(string candidate, bool matches) => Some.Secret(Password).Matches(candidate).ShouldBe(matches);

    [Fact]
    public void Equal_secrets_are_equal()
    {
        Some.Secret(Password).ShouldBe(Some.Secret(Password));
        Some.Secret(Password).ShouldNotBe(Some.Secret("another"));
    }
}
