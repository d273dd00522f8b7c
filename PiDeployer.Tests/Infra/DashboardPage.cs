using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace PiDeployer.Tests.Infra;

/// <summary>How a page is looked at.</summary>
/// <param name="Name">For the name of a picture.</param>
internal sealed record Look(string Name, int Width, int Height, ColorScheme Scheme)
{
    public static Look Phone { get; } = new("phone", 390, 844, ColorScheme.Dark);

    public static Look Desktop { get; } = new("desktop", 1280, 800, ColorScheme.Light);

    public Look In(ColorScheme scheme) => this with { Scheme = scheme };

    public override string ToString() => $"{Name}-{Scheme}".ToLowerInvariant();
}

/// <summary>The dashboard in a tab of its own.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    /// <summary>In milliseconds. A log of half a hundred megabytes takes a minute where much else goes on.</summary>
    public const float Patience = 180_000;

    /// <summary>Where pictures are left, for people.</summary>
    private static readonly string Pictures = Path.Combine(ProgramUnderTest.SourceRoot, "artifacts", "screenshots");

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints;
    private readonly Look look;
    private readonly LocatorAssertionsToContainTextOptions patience = new() { Timeout = Patience };

    private DashboardPage(IBrowserContext context, IPage page, Uri address, Look look, ConcurrentQueue<string> complaints)
    {
        (this.context, Page, Address, this.look, this.complaints) = (context, page, address, look, complaints);
    }

    public IPage Page { get; }

    public Uri Address { get; }

    public ILocator Heading => Page.Locator("h1");

    public ILocator LogRows => Page.Locator(".log-row");

    public static async Task<DashboardPage> OpenAsync(Browser browser, RunningServer server, Look look, string route = "")
    {
        var context = await browser.Instance.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
            ColorScheme = look.Scheme,
            HasTouch = look.Name == Look.Phone.Name,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        var complaints = new ConcurrentQueue<string>();
        // An answer that is an error is part of some tests; whatever else goes wrong in a page is not.
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        await page.AddInitScriptAsync("addEventListener('securitypolicyviolation', event => console.error(`The policy forbids ${event.violatedDirective}: ${event.blockedURI}`))");
        var dashboard = new DashboardPage(context, page, server.Address, look, complaints);
        await dashboard.GoAsync(route);
        return dashboard;
    }

    public Task GoAsync(string route) => Page.GotoAsync($"{Address}{route}");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name });

    /// <summary>Gives the token in the dialog that asks for it.</summary>
    public async Task GiveTokenAsync(string token = RunningServer.Token)
    {
        await Page.GetByLabel("Token", new PageGetByLabelOptions { Exact = true }).FillAsync(token);
        await Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Unlock" }).ClickAsync();
    }

    public async Task UnlockAsync()
    {
        await Button("Unlock with the deploy token").ClickAsync();
        await GiveTokenAsync();
        await Page.Locator("dialog").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
    }

    /// <summary>Waits until an element has a text.</summary>
    public Task ShowsAsync(ILocator element, string text) => Assertions.Expect(element).ToContainTextAsync(text, patience);

    public Task PictureAsync(string name)
    {
        Directory.CreateDirectory(Pictures);
        return Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}-{look}.png") });
    }

    /// <summary>The rules of axe-core, all of them, for what is shown now.</summary>
    public async Task ShouldBeForEverybodyAsync(string what)
    {
        if (Browser.Axe is not { } axe)
            return;
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window"))
            await Page.EvaluateAsync(await File.ReadAllTextAsync(axe));
        var found = await Page.EvaluateAsync<string[]>("async () => (await axe.run()).violations.map(one => `${one.id}: ${one.help}\\n  ${one.nodes.map(node => `${node.html} ${node.any.map(why => why.message).join()}`).join('\\n  ')}`)");
        found.ShouldBeEmpty($"{what}, {look}");
    }

    /// <summary>Neither an error nor anything that its policy forbids.</summary>
    public void ShouldHaveNoComplaints() => complaints.ShouldBeEmpty();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
