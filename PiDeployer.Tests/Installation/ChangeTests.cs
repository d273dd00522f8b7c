using PiDeployer.Installation;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Installation;

public sealed class ChangeTests : IDisposable
{
    private readonly TempDirectory folder = new();

    [Fact(Timeout = 180_000)]
    public async Task A_link_is_given_away_and_not_what_it_leads_to()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root gives anything away.");
        var file = folder.Write("file", "");
        var link = folder.File("link");
        File.CreateSymbolicLink(link, file);

        (await new Change.Give(link, "nobody").DoAsync(Machine.This, TestContext.Current.CancellationToken)).ShouldBeNull();

        FileOwner.Of(file).ShouldNotBeNull().User.ShouldBe(0U);
        (await new Change.Give(link, "nobody-knows-me").DoAsync(Machine.This, TestContext.Current.CancellationToken)).ShouldNotBeNull().ShouldStartWith("there is no user nobody-knows-me");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folder_goes_with_all_that_is_in_it_and_nothing_that_a_link_in_it_leads_to()
    {
        var file = folder.Write("kept/file", "");
        folder.Write("gone/deeper/file", "");
        File.CreateSymbolicLink(folder.File("gone/link"), folder.File("kept"));

        (await new Change.Remove(folder.File("gone")).DoAsync(Machine.This, TestContext.Current.CancellationToken)).ShouldBeNull();

        Directory.Exists(folder.File("gone")).ShouldBeFalse();
        File.Exists(file).ShouldBeTrue();
    }

    public void Dispose() => folder.Dispose();
}
