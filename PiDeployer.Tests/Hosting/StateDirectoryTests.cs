using PiDeployer.Hosting;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Hosting;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_is_made_for_its_owner_alone()
    {
        StateDirectory.TryOpen(folder.File("a/state"), out var state, out var problem).ShouldBeTrue(problem);

        using (state)
            File.GetUnixFileMode(folder.File("a/state")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void The_second_is_kept_out_until_the_first_has_gone()
    {
        StateDirectory.TryOpen(folder.Path, out var first, out _).ShouldBeTrue();
        using (first)
        {
            StateDirectory.TryOpen(folder.Path, out var second, out var problem).ShouldBeFalse();
            second.ShouldBeNull();
            problem.ShouldBe(
                $"STATE_DIR: another pi-deployer works with {folder.Path}; stop it (`fuser -v {folder.File("lock")}` shows who it is), or give this one a STATE_DIR of its own");
        }

        StateDirectory.TryOpen(folder.Path, out var third, out _).ShouldBeTrue();
        third?.Dispose();
    }

    [Fact]
    public void One_that_cannot_be_used_is_told_with_what_to_do()
    {
        var file = folder.Write("file", "");

        StateDirectory.TryOpen(file, out _, out var problem).ShouldBeFalse();

        problem.ShouldNotBeNull().ShouldStartWith($"STATE_DIR: {file} cannot be used, so deployments could not be recorded: ");
        problem.ShouldEndWith($". Make it writable for {Environment.UserName}, or name another folder");
    }
}
