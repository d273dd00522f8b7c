using PiDeployer.Hosting;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Hosting;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_is_made_for_its_owner_alone()
    {
        using (await OpenedAsync(folder.File("a/state")))
            File.GetUnixFileMode(folder.File("a/state")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task The_second_is_kept_out_until_the_first_has_gone()
    {
        using (await OpenedAsync(folder.Path))
        {
            var (second, problem) = await StateDirectory.OpenAsync(folder.Path, TimeProvider.System);
            second.ShouldBeNull();
            problem.ShouldBe(
                $"STATE_DIR: another pi-deployer works with {folder.Path}; stop it (`fuser -v {folder.File("lock")}` shows who it is), or give this one a STATE_DIR of its own");
        }

        (await OpenedAsync(folder.Path)).Dispose();
    }

    [Fact]
    public async Task What_a_killed_one_was_just_starting_is_waited_for()
    {
        var first = await OpenedAsync(folder.Path);

        var second = OpenedAsync(folder.Path);
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task One_that_cannot_be_used_is_told_with_what_to_do()
    {
        var file = folder.Write("file", "");

        var (state, problem) = await StateDirectory.OpenAsync(file, TimeProvider.System);

        state.ShouldBeNull();
        problem.ShouldStartWith($"STATE_DIR: {file} cannot be used, so deployments could not be recorded: ");
        problem.ShouldEndWith($". Make it writable for {Environment.UserName}, or name another folder");
    }

    private static async Task<StateDirectory> OpenedAsync(string path)
    {
        var (state, problem) = await StateDirectory.OpenAsync(path, TimeProvider.System);
        return state.ShouldNotBeNull(problem);
    }
}
