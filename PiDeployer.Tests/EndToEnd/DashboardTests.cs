using System.Collections.Concurrent;
using Microsoft.Playwright;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The dashboard in a real browser, with a project whose script fails for the versions that say so.</summary>
[Collection(nameof(Browser))]
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(45)]
public sealed class DashboardTests(Browser browser) : IDisposable
{
    private readonly TempDirectory folder = new();

    [Theory(Timeout = 270_000)]
    [InlineData("phone")]
    [InlineData("desktop")]
    public async Task Somebody_sees_a_failure_opens_its_log_rolls_back_and_watches_it_recover(string size)
    {
        SkipWithoutBrowser();
        var git = new GitRepository(folder, "shop");
        await using var server = await StartAsync(git);
        git.Push("version.txt", "good", "Sell tea");
        await EndsAsync(server, "succeeded");
        git.Push("version.txt", "bad", "Sell <b>coffee</b>");
        await EndsAsync(server, "failed");
        await using var page = await DashboardPage.OpenAsync(browser, server, size == "phone" ? Look.Phone : Look.Desktop);

        await page.ShowsAsync(page.Heading, "shop is failing");
        await page.Page.Locator(".card .error").ClickAsync();
        await page.UnlockAsync();
        await page.ShowsAsync(page.Page.Locator(".why"), "script.sh exited with 7");
        await page.ShowsAsync(page.Page.Locator(".why .tail"), "this one is bad");
        await page.ShowsAsync(page.Page.Locator(".log"), "this one is bad");

        await page.Button("Roll back…").ClickAsync();
        var dialog = page.Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Roll back shop?" });
        await page.ShowsAsync(dialog, "Sell tea");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "No, leave it" }).ClickAsync();
        (await server.PageAsync()).Ids().Count().ShouldBe(2);
        await page.Button("Roll back…").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Roll back", Exact = true }).ClickAsync();

        await page.ShowsAsync(page.Page.Locator(".outcome"), "is there again");
        await page.Link("PiDeployer").ClickAsync();
        await page.ShowsAsync(page.Heading, "All is well");
        git.Read("version.txt").ShouldBe("good");
        page.ShouldHaveNoComplaints();
    }

    [Fact(Timeout = 270_000)]
    public async Task The_token_is_asked_for_once_in_a_tab_and_is_in_no_address()
    {
        SkipWithoutBrowser();
        var git = new GitRepository(folder, "shop");
        await using var server = await StartAsync(git);
        await using var page = await DashboardPage.OpenAsync(browser, server, Look.Desktop, "#/history");
        var addresses = new ConcurrentQueue<string>();
        page.Page.Request += (_, request) => addresses.Enqueue(request.Url);

        await page.ShowsAsync(page.Page.Locator("main"), "with the deploy token only");
        await page.Button("Unlock with the deploy token").ClickAsync();
        await page.GiveTokenAsync("a wrong one");
        await page.ShowsAsync(page.Page.Locator("dialog"), "This is not the token of this machine.");
        await page.GiveTokenAsync();
        await page.ShowsAsync(page.Page.Locator("main"), "There is none like that.");

        await page.Page.ReloadAsync();
        await page.ShowsAsync(page.Page.Locator("main"), "There is none like that.");
        (await page.Page.EvaluateAsync<int>("() => localStorage.length")).ShouldBe(0);
        addresses.ShouldNotBeEmpty();
        addresses.ShouldAllBe(address => !address.Contains(RunningServer.Token));
        await using var another = await DashboardPage.OpenAsync(browser, server, Look.Desktop, "#/history");
        await another.ShowsAsync(another.Page.Locator("main"), "with the deploy token only");
        page.ShouldHaveNoComplaints();
    }

    [Fact(Timeout = 270_000)]
    public async Task Everything_can_be_done_with_the_keyboard_alone()
    {
        SkipWithoutBrowser();
        var git = new GitRepository(folder, "shop");
        await using var server = await StartAsync(git);
        await using var page = await DashboardPage.OpenAsync(browser, server, Look.Desktop);
        await page.ShowsAsync(page.Heading, "All is well");

        await page.Page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(page)).ShouldBe("Skip to the content");
        await page.Page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "Deploy shop");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Locator("dialog").WaitForAsync();
        await page.Page.Keyboard.TypeAsync(RunningServer.Token);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.ShowsAsync(page.Page.Locator(".standing"), "Succeeded");
        await page.ShowsAsync(page.Page.Locator(".log"), "deployed");
        (await FocusedAsync(page)).ShouldBe(await page.Heading.TextContentAsync());
        await page.Page.Keyboard.PressAsync("/");
        await page.Page.Keyboard.TypeAsync("deployed");
        await page.ShowsAsync(page.Page.Locator(".log-count"), "1 of ");
        await page.Page.GoBackAsync();
        await page.ShowsAsync(page.Heading, "All is well");
        page.ShouldHaveNoComplaints();
    }

    [Fact(Timeout = 270_000)]
    public async Task What_is_followed_goes_on_where_it_was_when_the_server_comes_back()
    {
        SkipWithoutBrowser();
        var git = new GitRepository(folder, "shop");
        var port = LoopbackPorts.Next();
        var first = await StartAsync(git, port);
        await using var page = await DashboardPage.OpenAsync(browser, first, Look.Phone);
        await page.UnlockAsync();
        git.Push("version.txt", "slow", "Take a while");
        await page.Button("Deploy shop").ClickAsync();
        await page.ShowsAsync(page.Page.Locator(".log"), "waiting");

        await first.KillAsync();
        await page.ShowsAsync(page.Page.Locator("#banner"), "Not reachable");
        await first.DisposeAsync();
        await using var next = await StartAsync(git, port);

        await page.ShowsAsync(page.Page.Locator(".standing"), "Interrupted");
        await Assertions.Expect(page.Page.Locator("#banner")).ToBeHiddenAsync(new LocatorAssertionsToBeHiddenOptions { Timeout = DashboardPage.Patience });
        (await page.LogRows.AllTextContentsAsync()).Count(row => row.Contains("waiting", StringComparison.Ordinal)).ShouldBe(1);
        page.ShouldHaveNoComplaints();
    }

    [Fact(Timeout = 270_000)]
    public async Task A_log_is_followed_until_somebody_scrolls_up_and_what_runs_can_be_cancelled()
    {
        SkipWithoutBrowser();
        var git = new GitRepository(folder, "shop");
        await using var server = await StartAsync(git);
        git.Push("version.txt", "chatty", "Say a lot");
        await using var page = await DashboardPage.OpenAsync(browser, server, Look.Desktop, "#/projects/100%");
        await page.ShowsAsync(page.Page.Locator("main"), "There is no project 100%");
        await page.GoAsync("#/");
        await page.UnlockAsync();
        await page.Button("Deploy shop").ClickAsync();
        var (status, text) = (page.Page.Locator(".log-status"), page.Page.GetByLabel("Log text"));

        await page.ShowsAsync(status, "following");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.log-row:last-child')?.dataset.row >= 450"); // It came after what came at once.
        await text.EvaluateAsync("element => element.scrollTop = 0");
        await page.ShowsAsync(status, "paused");
        await page.ShowsAsync(page.LogRows.Filter(new LocatorFilterOptions { HasText = "line 1" }).First, "line 1");
        var before = await status.TextContentAsync();
        await Assertions.Expect(status).Not.ToHaveTextAsync(before ?? "", new LocatorAssertionsToHaveTextOptions { Timeout = DashboardPage.Patience });
        (await text.EvaluateAsync<double>("element => element.scrollTop")).ShouldBe(0);
        await page.Button("Go to the end").ClickAsync();
        await page.ShowsAsync(status, "following");
        await Assertions.Expect(text).Not.ToHaveJSPropertyAsync("scrollTop", 0, new LocatorAssertionsToHaveJSPropertyOptions { Timeout = DashboardPage.Patience });

        await page.Button("Cancel").ClickAsync();
        await page.Button("Cancel it").ClickAsync();
        await page.ShowsAsync(page.Page.Locator(".standing"), "Cancelled");
        await page.Link("PiDeployer").ClickAsync();
        await page.ShowsAsync(page.Heading, "shop was cancelled");
        page.ShouldHaveNoComplaints();
    }

    [Fact(Timeout = 270_000)]
    public async Task What_a_network_loses_is_asked_for_again_and_a_deed_without_an_answer_is_not_called_undone()
    {
        SkipWithoutBrowser();
        var git = new GitRepository(folder, "shop");
        await using var server = await StartAsync(git);
        await using var page = await DashboardPage.OpenAsync(browser, server, Look.Phone);
        await page.UnlockAsync();
        var once = new PageRouteOptions { Times = 1 };
        var (loads, isSeen) = (0, new TaskCompletionSource());

        await page.Page.RouteAsync("**/words.js", route => route.AbortAsync(), once);
        // It asks for itself again soon, and is replaced when that is answered.
        await page.Page.RouteAsync($"{page.Address}", async route =>
        {
            if (route.Request.IsNavigationRequest && loads++ > 0)
                await isSeen.Task;
            await route.ContinueAsync();
        });
        await page.Page.ReloadAsync();
        await page.ShowsAsync(page.Page.Locator("main"), "A part of this page did not come.");
        isSeen.SetResult();
        await page.ShowsAsync(page.Heading, "All is well");
        (await page.Page.EvaluateAsync<string?>("() => sessionStorage.getItem('pi-deployer-tries')")).ShouldBeNull();

        await page.Page.RouteAsync("**/deploy/shop*", route => route.AbortAsync(), once);
        await page.Button("Deploy shop").ClickAsync();
        await page.ShowsAsync(page.Page.Locator("#toasts"), "it is not known whether this was done");
        await page.Button("Deploy shop").ClickAsync();
        await page.ShowsAsync(page.Page.Locator(".standing"), "Succeeded");
        page.ShouldHaveNoComplaints();
    }

    [Fact(Timeout = 270_000)]
    public async Task What_strangers_write_is_shown_as_text_and_in_colours()
    {
        SkipWithoutBrowser();
        const string evil = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        var git = new GitRepository(folder, "shop");
        await using var server = await StartAsync(git);
        git.Push("say.txt", $"{evil}\n\e[31mred\e[0m \e[38;2;255;250;200mpale\e[0m \e]0;title\aend\n10%\r100%\n", "plain");
        git.Push("version.txt", "bad", evil);
        await EndsAsync(server, "failed");
        await using var page = await DashboardPage.OpenAsync(browser, server, Look.Desktop);
        await page.UnlockAsync();
        await page.Page.Locator(".card .error").ClickAsync();

        await page.ShowsAsync(page.Heading, evil);
        await page.ShowsAsync(page.Page.Locator(".log"), evil);
        await page.ShowsAsync(page.Page.Locator(".log .ink1"), "red");
        await page.ShowsAsync(page.LogRows.Filter(new LocatorFilterOptions { HasText = "pale" }), "red pale end");
        await page.ShowsAsync(page.LogRows.Filter(new LocatorFilterOptions { HasText = "100%" }), "100%");
        (await page.LogRows.AllTextContentsAsync()).ShouldAllBe(row => !row.Contains("10%\r") && !row.StartsWith("10%100%"));
        (await page.Page.Locator("main img, main script").CountAsync()).ShouldBe(0);
        // Pale on white could not be read.
        (await page.LogRows.GetByText("pale", new LocatorGetByTextOptions { Exact = true }).EvaluateAsync<string>("element => getComputedStyle(element).color")).ShouldNotBe("rgb(255, 250, 200)");
        page.ShouldHaveNoComplaints();
    }

    public void Dispose() => folder.Dispose();

    private static void SkipWithoutBrowser() => Assert.SkipUnless(Browser.MissingReason is null, Browser.MissingReason ?? "");

    private static Task<string> FocusedAsync(DashboardPage page) => page.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");

    private static async Task TabToAsync(DashboardPage page, string name)
    {
        for (var i = 0; i < 30 && await FocusedAsync(page) != name; i++)
            await page.Page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(page)).ShouldBe(name);
    }

    private async Task<RunningServer> StartAsync(GitRepository git, int port = 0)
    {
        folder.WriteScript("script.sh", """
            [ ! -e say.txt ] || cat say.txt
            case $(cat version.txt) in bad) echo 'this one is bad'; exit 7 ;; slow) echo waiting; exec sleep 300 ;;
            chatty) i=0; while :; do i=$((i + 1)); echo "line $i"; [ $i -lt 400 ] || sleep 0.05; done ;; esac
            echo deployed
            """);
        return await RunningServer.StartAsync(
            folder, $"projects: [{{ name: shop, repo: ann/shop, path: {git.Checkout}, deploy_mode: pull-only, deploy_script: {folder.File("script.sh")} }}]", ("DEPLOYER_PORT", $"{port}"));
    }

    private static async Task EndsAsync(RunningServer server, string state)
    {
        var id = await server.PostAsync("/deploy/shop").ShouldAcceptAsync();
        (await server.EndedAsync(id)).Text("state").ShouldBe(state);
    }
}
