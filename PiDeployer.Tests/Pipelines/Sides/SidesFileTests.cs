using PiDeployer.Pipelines.Sides;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Pipelines.Sides;

public sealed class SidesFileTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly SidesFile file;

    public SidesFileTests() => file = new SidesFile(folder.File("sides/shop"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Before_anything_is_written_nothing_is_known()
    {
        file.Serving.ShouldBeNull();
        file.On(Side.Blue).ShouldBeNull();
        file.Forget(Side.Blue);
        File.Exists(folder.File("sides/shop")).ShouldBeFalse();
    }

    [Fact]
    public void It_keeps_who_serves_and_by_which_deployment_each_side_was_made()
    {
        var (first, second) = (DeploymentId.New(TimeProvider.System), DeploymentId.New(TimeProvider.System));
        file.Serve(Side.Blue, first);
        file.Serve(Side.Green, second);
        Known().ShouldBe((Side.Green, first, second));
        file.Serve(Side.Blue, null);
        Known().ShouldBe((Side.Blue, first, second));
        file.Forget(Side.Green);
        Known().ShouldBe((Side.Blue, first, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("serving")]
    [InlineData("serving=red\nblue=nobody\n")]
    [InlineData("\0\0\0\0")]
    public void What_was_spoiled_is_as_if_nothing_were_known(string text)
    {
        folder.Write("sides/shop", text);
        Known().ShouldBe((null, null, null));
        file.Serve(Side.Blue, null);
        file.Serving.ShouldBe(Side.Blue);
    }

    private (Side? Serving, DeploymentId? Blue, DeploymentId? Green) Known()
    {
        var again = new SidesFile(folder.File("sides/shop"));
        return (again.Serving, again.On(Side.Blue), again.On(Side.Green));
    }
}
