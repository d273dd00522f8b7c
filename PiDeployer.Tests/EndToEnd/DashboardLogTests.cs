using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A log of a hundred megabytes in a browser, as far as it is kept.</summary>
[Collection(nameof(Browser))]
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(15)]
public sealed class DashboardLogTests(Browser browser)
{
    /// <summary>Of strings and objects; what lies in blocks of bytes does not count.</summary>
    private const long MostMemory = 150_000_000;

    [Fact(Timeout = 360_000)]
    public async Task A_log_of_a_hundred_megabytes_stays_usable()
    {
        Assert.SkipUnless(Browser.MissingReason is null, Browser.MissingReason ?? "");
        using var folder = new TempDirectory();
        var machine = new SampleMachine(folder);
        machine.WriteLongLog("blog", machine.Latest["blog"]);
        await using var server = await RunningServer.StartAsync(folder, machine.Yaml);
        await using var page = await DashboardPage.OpenAsync(browser, server, Look.Desktop);
        await page.UnlockAsync();
        await page.GoAsync($"#/deployments/{machine.Latest["blog"]}");

        await page.ShowsAsync(page.Page.Locator(".log-gone"), "The beginning of this log, 52.4 MB, is no longer there");
        await page.ShowsAsync(page.Page.Locator(".log-status"), "lines, 52.4 MB");
        (await page.LogRows.First.TextContentAsync()).ShouldNotBeNull().ShouldContain("are missing here");
        await page.Button("Go to the end").ClickAsync();
        await page.ShowsAsync(page.LogRows.Last, "this is the very last line");
        await page.Page.GetByLabel("Log text").EvaluateAsync("element => element.scrollTop = element.scrollHeight / 2");
        await page.ShowsAsync(page.Page.Locator(".log-rows"), "layer 2");

        await page.Page.GetByLabel("Search the log").FillAsync("this is the VERY last");
        await page.ShowsAsync(page.Page.Locator(".log-count"), "1 of 1");
        await page.ShowsAsync(page.Page.Locator(".log-row.current mark"), "this is the very last");
        await page.Page.GetByLabel("Search the log").FillAsync("layer 12345:");
        await page.ShowsAsync(page.Page.Locator(".log-row.current"), "layer 12345: pulled");
        await page.Page.GetByLabel("Search the log").FillAsync("this is nowhere");
        await page.ShowsAsync(page.Page.Locator(".log-count"), "none");

        (await page.Page.Locator("*").CountAsync()).ShouldBeLessThan(2000);
        var debugger = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await debugger.SendAsync("HeapProfiler.collectGarbage"); // Which counts as used until then.
        (await page.Page.EvaluateAsync<long>("() => performance.memory.usedJSHeapSize")).ShouldBeLessThan(MostMemory);
        page.ShouldHaveNoComplaints();
    }
}
