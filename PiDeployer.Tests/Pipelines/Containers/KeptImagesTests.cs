using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Containers;

public sealed class KeptImagesTests
{
    private static readonly string One = $"sha256:{new string('1', 64)}", Two = $"sha256:{new string('2', 64)}";

    [Fact]
    public void A_tag_is_made_of_the_project_the_service_and_the_image() => Tag("shop", "web", One).ShouldBe("of-shop.web.111111111111");

    [Fact]
    public void A_long_one_fits_and_still_tells_images_apart()
    {
        var (project, service) = (new string('p', 100), new string('s', 100));

        Tag(project, service, One).Length.ShouldBe(128);
        Tag(project, service + "1", One).ShouldNotBe(Tag(project, service + "2", Two));
        Tag(project, service, One).ShouldStartWith($"of-{project}.s");
    }

    private static string Tag(string project, string service, string id) => KeptImages.Tag(Some.Name(project), new ServiceImage(service, "shop:latest", id));
}
