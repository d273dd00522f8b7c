using Microsoft.Playwright;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Every view on a phone and a desktop, light and dark: usable by everybody, and a picture of each in <c>artifacts/screenshots</c>, of which README shows some.</summary>
[Collection(nameof(Browser))]
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(40)]
public sealed class DashboardLooksTests(Browser browser)
{
    [Fact(Timeout = 360_000)]
    public async Task Every_view_can_be_used_by_everybody()
    {
        Assert.SkipUnless(Browser.MissingReason is null, Browser.MissingReason ?? "");
        using var folder = new TempDirectory();
        var machine = new SampleMachine(folder);
        await using var server = await RunningServer.StartAsync(folder, machine.Yaml);
        await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/photos?wait=0").ShouldAnswerAsync(System.Net.HttpStatusCode.Accepted);

        foreach (var look in new[] { Look.Desktop, Look.Desktop.In(ColorScheme.Dark), Look.Phone, Look.Phone.In(ColorScheme.Light) })
        {
            await using var page = await DashboardPage.OpenAsync(browser, server, look);
            await SeeAsync(page, "projects", "", "shop is failing");
            await SeeAsync(page, "locked", "#/history", "History");
            await page.Button("Unlock with the deploy token").ClickAsync();
            await page.ShouldBeForEverybodyAsync("the dialog that asks for the token");
            await page.GiveTokenAsync();
            await page.Page.Locator(".row").First.WaitForAsync();
            await SeeAsync(page, "project", "#/projects/shop", "shop");
            await SeeAsync(page, "history", "#/history?state=succeeded", "History");
            await SeeAsync(page, "deployment", $"#/deployments/{machine.Latest["shop"]}", "Show the cart's total");
            await page.ShowsAsync(page.LogRows.Last, "did not complete successfully");
            await page.Page.Locator(".log").ScrollIntoViewIfNeededAsync();
            await page.Page.EvaluateAsync("() => document.querySelector('.log').scrollIntoView()");
            await page.PictureAsync("log");
            await page.Button("Roll back…").ClickAsync();
            await page.Page.Locator("dialog label").First.WaitForAsync();
            await page.ShouldBeForEverybodyAsync("the dialog before a rollback");
            await page.PictureAsync("rollback");
            page.ShouldHaveNoComplaints();
        }

        Assert.SkipWhen(Browser.Axe is null, "The pictures were taken, but nobody looked whether everybody can use the pages: axe-core is not there.");
    }

    /// <param name="page">Where another view was seen before.</param>
    /// <param name="name">Of the picture.</param>
    /// <param name="route">Of the view.</param>
    /// <param name="heading">Not in that of the view before, which is there until this one has come.</param>
    private static async Task SeeAsync(DashboardPage page, string name, string route, string heading)
    {
        await page.GoAsync(route);
        await page.ShowsAsync(page.Heading, heading);
        await page.Page.WaitForFunctionAsync("() => document.querySelector('main').getAttribute('aria-busy') === null && document.querySelector('.log-status')?.textContent !== 'Nothing yet…'");
        await page.ShouldBeForEverybodyAsync(name);
        await page.PictureAsync(name);
    }
}
