using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Tests.Pipelines.Containers;

public sealed class FoundImageTests
{
    [Theory]
    [InlineData("sha256:0123\n", null, "sha256:0123", true)]
    [InlineData("", "Error: No such image: shop:1", null, true)]
    [InlineData("", "Error response from daemon: No such image: shop:1", null, true)]
    [InlineData("", "Error: inspecting object: shop:1: image not known", null, true)]
    [InlineData("", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", null, false)]
    [InlineData("", "docker image inspect took longer than 60 s and was ended; STATUS_TIMEOUT allows it more", null, false)]
    [InlineData("", null, null, false)]
    public void An_engine_that_does_not_answer_has_not_said_that_there_is_none(string text, string? problem, string? id, bool isKnown) =>
        FoundImage.Of(text, problem).ShouldBe(new FoundImage(id, isKnown));
}
