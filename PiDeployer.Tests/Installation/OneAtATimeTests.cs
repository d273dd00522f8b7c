using PiDeployer.Installation;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Installation;

public sealed class OneAtATimeTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly StringWriter errors = new();

    [Fact(Timeout = 180_000)]
    public async Task A_second_one_changes_nothing_until_the_first_is_done()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Nobody but root changes anything.");
        var (lockFile, isSecondDone) = (folder.File("lock"), false);
        Task<bool> Second()
        {
            isSecondDone = true;
            return Task.FromResult(true);
        }

        (await OneAtATime.RunAsync(lockFile, errors, async () => !await OneAtATime.RunAsync(lockFile, errors, Second))).ShouldBeTrue();

        isSecondDone.ShouldBeFalse();
        errors.ToString().ShouldStartWith("pi-deployer: another install, upgrade or uninstall is at work");
        (await OneAtATime.RunAsync(lockFile, errors, Second)).ShouldBeTrue();
        isSecondDone.ShouldBeTrue();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_is_in_the_way_is_said()
    {
        (await OneAtATime.RunAsync(folder.File("lock"), errors, () => throw new IOException("The disk is full."))).ShouldBeFalse();

        errors.ToString().ShouldStartWith("pi-deployer: The disk is full. ");
    }

    public void Dispose()
    {
        folder.Dispose();
        errors.Dispose();
    }
}
