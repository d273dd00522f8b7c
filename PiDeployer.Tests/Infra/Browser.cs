using System.Reflection;
using Microsoft.Playwright;

namespace PiDeployer.Tests.Infra;

/// <summary>One Chromium for all tests of the dashboard. It is Debian's, and what drives it runs in the machine's own Node.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string WithoutNetlink = Path.Combine(ProgramUnderTest.SourceRoot, "PiDeployer.Tests", "setup", "chromium.py");

    private static readonly string Package =
        typeof(Browser).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "PlaywrightPackage").Value ?? "";

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Why there is none; null when there is.</summary>
    public static string? MissingReason =>
        Environment.GetEnvironmentVariable("PIDEPLOYER_NO_BROWSER") is { Length: > 0 } reason ? reason
        : !File.Exists(Chromium) ? $"{Chromium} is missing; test.sh installs it"
        : NodePath is null ? "node is missing; test.sh installs it"
        : Directory.Exists(Package) ? null : $"{Package} is not there any more";

    /// <summary>Of the rules for pages that everybody can use; null where they are not there.</summary>
    public static string? Axe => Environment.GetEnvironmentVariable("PIDEPLOYER_AXE") is { Length: > 0 } path ? path : null;

    private static string? NodePath => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);

    internal IBrowser Instance => browser ?? throw new InvalidOperationException("There is no browser.");

    public async ValueTask InitializeAsync()
    {
        if (MissingReason is not null)
            return;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", Package);
        Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", NodePath);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = WithoutNetlink, Args = ["--no-sandbox", "--enable-precise-memory-info"], Timeout = DashboardPage.Patience });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}

/// <summary>The tests that share it.</summary>
[CollectionDefinition(nameof(Browser))]
public sealed class BrowserTests : ICollectionFixture<Browser>;
