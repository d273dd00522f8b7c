using System.Net.Http.Headers;
using PiDeployer.Pipelines.Registries;

namespace PiDeployer.Tests.Pipelines.Registries;

public sealed class RegistryChallengeTests
{
    [Theory]
    [InlineData("realm=\"https://auth.example.org/token\",service=\"registry.example.org\",scope=\"repository:ann/shop:pull\"", "https://auth.example.org/token?scope=repository%3Aann%2Fshop%3Apull&service=registry.example.org")]
    [InlineData("scope=\"repository:ann/shop:pull,push\", realm=\"https://auth.example.org/token?v=2\"", "https://auth.example.org/token?v=2&scope=repository%3Aann%2Fshop%3Apull%2Cpush")]
    [InlineData("realm=https://auth.example.org/", "https://auth.example.org/?scope=repository%3Aann%2Fshop%3Apull")]
    public void A_token_is_fetched_where_the_registry_says(string parameter, string expected) =>
        Parse($"Bearer {parameter}").ShouldBe(new RegistryChallenge.Bearer(new Uri(expected)));

    [Theory]
    [InlineData("Bearer realm=\"http://auth.example.org/token\"")]
    [InlineData("Bearer realm=\"/token\"")]
    [InlineData("Bearer realm=\"file:///etc/passwd\"")]
    [InlineData("Bearer service=\"x\"")]
    [InlineData("Bearer")]
    [InlineData("Digest realm=\"https://auth.example.org/token\"")]
    public void Nowhere_else_and_not_where_others_could_listen(string header) => Parse(header).ShouldBeNull();

    [Fact]
    public void A_registry_without_HTTPS_may_have_its_tokens_without_it() =>
        Parse("Bearer realm=\"http://127.0.0.1:5001/token\"", allowsPlain: true).ShouldBeOfType<RegistryChallenge.Bearer>();

    [Fact]
    public void Others_want_a_user_and_a_password() => Parse("Basic realm=\"x\"").ShouldBe(new RegistryChallenge.Basic());

    private static RegistryChallenge? Parse(string header, bool allowsPlain = false) => RegistryChallenge.Parse(AuthenticationHeaderValue.Parse(header), "ann/shop", allowsPlain);
}
