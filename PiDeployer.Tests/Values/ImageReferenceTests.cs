using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("nginx", "docker.io", "library/nginx", "latest")]
    [InlineData("nginx:1.27", "docker.io", "library/nginx", "1.27")]
    [InlineData("ann/shop", "docker.io", "ann/shop", "latest")]
    [InlineData("docker.io/nginx", "docker.io", "library/nginx", "latest")]
    [InlineData("index.docker.io/ann/shop:2", "docker.io", "ann/shop", "2")]
    [InlineData("registry.example.org/shop", "registry.example.org", "shop", "latest")]
    [InlineData("registry.example.org:5000/ann/team/shop:v1", "registry.example.org:5000", "ann/team/shop", "v1")]
    [InlineData("localhost/shop", "localhost", "shop", "latest")]
    [InlineData("127.0.0.1:5000/shop:v1", "127.0.0.1:5000", "shop", "v1")]
    public void A_name_says_which_registry_is_asked_for_what(string name, string host, string path, string tag)
    {
        ImageName.TryParse(name, out var image).ShouldBeTrue();

        ImageReference.Of(image.ShouldNotBeNull()).ShouldBe(new ImageReference(name, host, path, tag));
    }
}
